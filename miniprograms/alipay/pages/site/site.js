var address = require('../../address.js');
var config = require('../../config.js');

Page({
  data: { address: '', failed: false },

  onLoad: function (query) {
    this.path = address.onward(query);
    this.enter();
  },

  // Without a question to the user. A code serves once: each time a new one.
  enter: function () {
    var page = this;
    page.setData({ address: '', failed: false });
    my.getAuthCode({
      scopes: 'auth_base',
      success: function (result) { page.open(result.authCode); },
      fail: function () { page.open(''); }
    });
  },

  open: function (code) {
    this.setData({ address: address.entering('alipay', code, this.path) });
  },

  fail: function () {
    this.setData({ address: '', failed: true });
  },

  onShareAppMessage: function (event) {
    return {
      title: config.title,
      desc: '准备材料、填写报考信息、查看确认和审核结果',
      path: address.card('/pages/site/site', event && event.webViewUrl),
      imageUrl: '/images/share.png'
    };
  }
});
