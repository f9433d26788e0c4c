var address = require('../../address.js');
var config = require('../../config.js');

Page({
  data: { address: '', failed: false },

  onLoad: function (query) {
    this.path = address.onward(query);
    this.enter();
  },

  // A code serves once and for five minutes: each time a new one.
  enter: function () {
    var page = this;
    page.setData({ address: '', failed: false });
    wx.login({
      timeout: 5000,
      success: function (result) { page.open(result.code); },
      fail: function () { page.open(''); }
    });
  },

  open: function (code) {
    this.setData({ address: address.entering('wechat', code, this.path) });
  },

  fail: function () {
    this.setData({ address: '', failed: true });
  },

  onShareAppMessage: function (event) {
    return {
      title: config.title,
      path: address.card('/pages/site/site', event && event.webViewUrl),
      imageUrl: '/images/share.png'
    };
  }
});
