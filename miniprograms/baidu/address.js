// Which page of the site to open. The same file in all three; scripts/miniprograms compares them.
var config = require('./config.js');

var PATH = /^\/(?![\/\\])[\w\-.~\/?&=%+]*$/;
var NOT_TO = /^\/(miniapp|login|logout|desk)\b/;
// A web view takes /./miniapp, and /%6diniapp, for /miniapp.
var ROUNDABOUT = /^[^?]*(?:\/[.\/]|%)/;
// A shared card leads others: to what everybody may see, never to one's own pages.
var PUBLIC = /^\/(?:notices(?:\/\d{2})?|help)$/;

// From a card (`path`) or a code that was scanned (`q`, a whole address of the site).
function onward(query) {
  var given = decoded((query && (query.path || query.q)) || '');
  if (given.indexOf(config.site + '/') === 0) {
    given = given.slice(config.site.length);
  }
  return PATH.test(given) && !NOT_TO.test(given) && !ROUNDABOUT.test(given) ? given : '';
}

// The site exchanges the code for an account; without one it asks for the password.
function entering(vendor, code, path) {
  if (!code) {
    return config.site + (path || '/');
  }
  return config.site + '/miniapp/' + vendor + '/enter?code=' + encodeURIComponent(code) +
    '&next=' + encodeURIComponent(path);
}

function card(page, shown) {
  var path = '';
  if (shown && shown.indexOf(config.site + '/') === 0) {
    path = shown.slice(config.site.length).split(/[?#]/)[0];
  }
  return PUBLIC.test(path) ? page + '?path=' + encodeURIComponent(path) : page;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (malformed) {
    return '';
  }
}

module.exports = { onward: onward, entering: entering, card: card };
