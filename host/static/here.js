// "Around me" on /annuaire: asks the browser for the position, writes it into the place to search around, and searches. It
// keeps nothing, asks no other address and is loaded by no other page; without it the form is complete.
(function () {
  'use strict';
  var WAIT_MS = 20000;
  var box = document.getElementById('here');
  var field = document.getElementById('pres');
  // Browsers give positions over HTTPS, and on the machine itself, alone.
  if (!box || !field || !navigator.geolocation || window.isSecureContext === false) return;
  var button = box.querySelector('button');
  var status = box.querySelector('[role=status]');
  var waiting = null;

  function say(what) {
    status.textContent = what ? box.getAttribute('data-' + what) : '';
  }

  function stop(what) {
    clearTimeout(waiting);
    waiting = null;
    say(what);
  }

  function found(position) {
    stop('');
    // Three decimals are some 100 metres.
    field.value = position.coords.latitude.toFixed(3) + ',' + position.coords.longitude.toFixed(3);
    field.form.submit();
  }

  function failed(error) {
    stop(error.code === 1 ? 'refused' : error.code === 3 ? 'late' : 'unavailable');
  }

  button.addEventListener('click', function () {
    if (waiting) return;
    say('wait');
    // Some browsers never answer where the question is put aside.
    waiting = setTimeout(function () { stop('late'); }, WAIT_MS);
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: WAIT_MS - 2000, maximumAge: 60000 });
  });
  // Who comes back to this page finds it as it was at first.
  window.addEventListener('pageshow', function () { stop(''); });
  box.hidden = false;
})();
