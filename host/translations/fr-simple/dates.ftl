# Dates et horaires en français simple.
hours-always = toujours ouvert, jour et nuit
hours-unknown = demandez les horaires par téléphone
hours-unknown-at = { $times } (demandez par téléphone)
