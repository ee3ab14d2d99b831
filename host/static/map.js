// The instance's map beside a plan: loaded when somebody asks for it, from this site alone. The plan and the list say the same, and stay
// where the map cannot be shown. Leaflet draws; the tiles are read by pieces out of one file (PMTiles).
(function () {
  'use strict';
  var box = document.getElementById('carte');
  // What reads the file needs both.
  if (!box || !window.fetch || !window.Promise || !window.DataView) return;
  var button = box.querySelector('button');
  var status = box.querySelector('[role=status]');
  var ground = document.getElementById('carte-vue');
  var from = box.querySelector('.map-from');
  var plan = box.parentNode.querySelectorAll('figure, .plan-zoom');
  var map = null;
  var loading = false;

  function data(name) { return box.getAttribute('data-' + name); }
  function say(what) { status.textContent = what ? data(what) : ''; }

  function style(href) {
    var link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = href;
    return new Promise(function (done, failed) {
      link.onload = done;
      link.onerror = failed;
      document.head.appendChild(link);
    });
  }

  function script(src) {
    var element = document.createElement('script');
    element.src = src;
    return new Promise(function (done, failed) {
      element.onload = done;
      element.onerror = failed;
      document.head.appendChild(element);
    });
  }

  // Light letters stand on a dark page.
  function isDark() {
    var parts = (window.getComputedStyle(document.body).color.match(/[\d.]+/g) || []).map(Number);
    return (parts[0] + parts[1] + parts[2]) / 3 > 140;
  }

  // One tile, to know that the file is there: what draws them tells nobody that it is not.
  function reach() {
    return window.fetch(data('file'), { headers: { Range: 'bytes=0-126' } }).then(function (answer) {
      if (answer.status !== 206) throw new Error('no map');
    });
  }

  function tiles(zoom) {
    var L = window.L;
    if (data('tiles') === 'vector') {
      return window.protomapsL.leafletLayer({
        url: data('file'), flavor: isDark() ? 'dark' : 'light', lang: 'fr', maxDataZoom: zoom[1], attribution: ''
      });
    }
    return window.pmtiles.leafletRasterLayer(new window.pmtiles.PMTiles(data('file')), {
      minNativeZoom: zoom[0], maxNativeZoom: zoom[1], maxZoom: 19, attribution: ''
    });
  }

  // One place, or those that lie under one finger.
  function popup(places) {
    var words = document.createElement(places.length > 1 ? 'ul' : 'div');
    places.forEach(function (place) {
      var href = place[3] && document.getElementById(place[3]) ? '#' + place[3] : null;
      var name = document.createElement(href ? 'a' : 'strong');
      if (href) name.href = href;
      name.textContent = (places.length > 1 && place[4] ? place[4] + '. ' : '') + place[2];
      var line = places.length > 1 ? document.createElement('li') : words;
      line.appendChild(name);
      if (line !== words) words.appendChild(line);
    });
    return words;
  }

  function marker(places) {
    var L = window.L;
    var label = document.createElement('span');
    var more = places.length > 1 ? '\u00a0+' + (places.length - 1) : '';
    label.textContent = (places[0][4] || '') + more;
    var names = places.map(function (place) { return place[2]; }).join(', ');
    var icon = L.divIcon({ className: 'map-mark', iconSize: [more ? 64 : 34, 34], html: label });
    return L.marker([places[0][0], places[0][1]], { icon: icon, keyboard: true, title: names, alt: names, riseOnHover: true })
      .bindPopup(popup(places), { closeButton: false, maxHeight: 240 });
  }

  // Marks that would lie on one another are one mark; nearer, they come apart.
  function mark(places, layer) {
    var L = window.L;
    var held = ground.contains(document.activeElement) && document.activeElement.classList.contains('map-mark');
    layer.clearLayers();
    var groups = [];
    places.forEach(function (place) {
      var at = map.latLngToLayerPoint(L.latLng(place[0], place[1]));
      var near = groups.filter(function (group) { return group.at.distanceTo(at) < 48; })[0];
      if (near) near.places.push(place);
      else groups.push({ at: at, places: [place] });
    });
    groups.forEach(function (group) { layer.addLayer(marker(group.places)); });
    if (held) ground.focus();
  }

  function draw() {
    var L = window.L;
    var zoom = data('zoom').split(' ').map(Number);
    var calm = window.matchMedia && window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    var edges = data('bounds').split(' ').map(Number);
    ground.hidden = false;
    map = L.map(ground, {
      attributionControl: false, zoomControl: false, minZoom: Math.max(zoom[0], 3), maxZoom: 19,
      zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
      maxBounds: L.latLngBounds([edges[0], edges[1]], [edges[2], edges[3]]).pad(0.2)
    });
    L.control.zoom({ zoomInTitle: data('nearer'), zoomOutTitle: data('farther') }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    tiles(zoom).addTo(map);
    var places = JSON.parse(data('points'));
    var seen = places.map(function (place) { return [place[0], place[1]]; });
    var origin = data('origin');
    if (origin) {
      origin = origin.split(' ').map(Number);
      L.circleMarker(origin, { radius: 11, className: 'map-origin', interactive: false }).addTo(map);
      seen.push(origin);
    }
    var marks = L.layerGroup();
    map.fitBounds(L.latLngBounds(seen), { padding: [36, 36], maxZoom: 16, animate: false });
    marks.addTo(map);
    mark(places, marks);
    map.on('zoomend', function () { mark(places, marks); });
  }

  function show(visible) {
    ground.hidden = !visible;
    from.hidden = !visible;
    Array.prototype.forEach.call(plan, function (part) { part.hidden = visible; });
    button.textContent = data(visible ? 'hide' : 'show');
    button.setAttribute('aria-expanded', String(visible));
    if (visible) map.invalidateSize();
  }

  button.addEventListener('click', function () {
    if (loading) return;
    if (map) return show(ground.hidden);
    loading = true;
    say('wait');
    Promise.all([style(data('sheet')), script(data('leaflet')), reach()]).then(function () {
      return script(data('draw'));
    }).then(function () {
      loading = false;
      draw();
      show(true);
      say('ready');
    }).catch(function () {
      loading = false;
      if (map) map.remove();
      map = null;
      ground.hidden = true;
      say('failed');
    });
  });
  box.hidden = false;
})();
