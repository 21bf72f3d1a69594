// Runs before every other script of the page, so in the oldest JavaScript that the book meets.
(function (root) {
  root.classList.add('xx-scripted');

  // Where the browser blocks storage, the theme's scripts would stop at their first look into it. What is kept here lasts as long as the page.
  ['localStorage', 'sessionStorage'].forEach(function (name) {
    try {
      window[name].getItem('');
    } catch (error) {
      var kept = new Map();
      Object.defineProperty(window, name, {
        configurable: true,
        value: {
          getItem: function (key) { return kept.has(String(key)) ? kept.get(String(key)) : null; },
          setItem: function (key, item) { kept.set(String(key), String(item)); },
          removeItem: function (key) { kept.delete(String(key)); },
          clear: function () { kept.clear(); },
          key: function (i) { return Array.from(kept.keys())[i] || null; },
          get length() { return kept.size; },
        },
      });
    }
  });

  // Why a figure may not come to life: what the browser said first. `page.js` tells it beside the still picture.
  function note(reason) {
    if (reason && !root.dataset.xxReason) root.dataset.xxReason = reason;
  }
  addEventListener('error', function (event) { note(event.message); });
  addEventListener('unhandledrejection', function (event) { note(event.reason && event.reason.message); });
  addEventListener('securitypolicyviolation', function (event) {
    note({{ _("the site’s policy ({directive}) forbids {what}") | tojson }}
      .replace('{directive}', event.effectiveDirective).replace('{what}', event.blockedURI || {{ _("a part of it") | tojson }}));
  });
})(document.documentElement);
