#!/bin/bash
# Tries the package as its reader would: a clean Debian 12 with nothing but it, under a systemd of its own, does what ADMINISTRATION.md
# says, from `apt install` to an upgrade. Needs root, debootstrap and a mirror of Debian; touches nothing outside its folder.
#   packaging/try.sh target/debian/maille_*.deb [FOLDER]
set -euo pipefail
export LC_ALL=C.UTF-8
package="$(realpath "$1")"
folder="$(realpath -m "${2:-target/packaging/debian}")"
mirror="${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
root="$folder/root"
begun=$SECONDS
said="$folder/said"

say() { printf '== %s (%d s)\n' "$*" $((SECONDS - begun)); }
fail() {
    printf 'FAILED: %s\n' "$*" >&2
    inside journalctl -u maille --no-pager -n 20 >&2 || true
    exit 1
}

# A command in the new machine.
inside() { nsenter --target "$machine" --mount --pid --uts --ipc --net --root -- env -C / LC_ALL=C.UTF-8 "$@" </dev/null; }
# The same, whose output holds these words.
shows() {
    local words="$1"
    shift
    inside "$@" >"$said" 2>&1 || fail "$* — $(tail -n 5 "$said")"
    grep -q -- "$words" "$said" || fail "$* does not say \"$words\": $(tail -n 5 "$said")"
}
page() { shows "$2" curl --silent --show-error --max-time 20 "http://127.0.0.1:8095$1"; }
# Until a page says it: what another process did is seen within seconds.
soon() {
    local tries
    for tries in $(seq 40); do
        inside curl --silent --max-time 20 "http://127.0.0.1:8095$1" >"$said" 2>&1 && grep -q -- "$2" "$said" && return
        sleep 0.25
    done
    fail "$1 does not say \"$2\""
}

# Starts the machine: systemd as the first process of namespaces of its own, without any network but its loopback.
start() {
    # shellcheck disable=SC2016 # it is the inner shell that reads them
    setsid unshare --mount --pid --fork --uts --ipc --net bash -c '
        set -e
        root="$1"
        mount --make-rprivate /
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount -t sysfs -o ro sysfs "$root/sys"
        mount -t tmpfs tmpfs "$root/run"
        mount -t tmpfs tmpfs "$root/tmp"
        mount -t tmpfs -o mode=755 tmpfs "$root/dev"
        mkdir "$root/dev/pts" "$root/dev/shm"
        for device in "null 3" "zero 5" "full 7" "random 8" "urandom 9" "console 3"; do
            mknod -m 666 "$root/dev/${device% *}" c 1 "${device#* }"
        done
        mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
        ln -s pts/ptmx "$root/dev/ptmx"
        mount -t tmpfs tmpfs "$root/dev/shm"
        ip link set lo up
        cd "$root"
        mkdir -p run/old
        pivot_root . run/old
        exec chroot . /bin/sh -c "umount -l /run/old; exec env -i container=debootstrap PATH=/usr/sbin:/usr/bin:/sbin:/bin \
            /lib/systemd/systemd --system --log-target=journal"
    ' _ "$root" </dev/null >"$folder/machine.log" 2>&1 &
    local outer=$! tries
    for tries in $(seq 60); do
        machine="$(pgrep -P "$outer" || true)"
        # Its own children are there once it is a machine.
        if [ -n "$machine" ] && inside systemctl is-system-running 2>/dev/null | grep -Eq 'running|degraded'; then return; fi
        sleep 0.5
    done
    fail "the machine does not start: $(cat "$folder/machine.log")"
}
stop() {
    [ -n "${machine:-}" ] || return 0
    inside systemctl stop maille 2>/dev/null || true
    # The first process of a namespace takes all others with it.
    kill -9 "$machine" 2>/dev/null || true
    machine=
    sleep 1
}
trap stop EXIT

mkdir -p "$folder"
rm -rf "$root"
if [ ! -e "$folder/clean.tar" ]; then
    debootstrap --variant=minbase --include=systemd,systemd-sysv,ca-certificates,curl bookworm "$root" "$mirror" >"$folder/debootstrap.log" 2>&1
    tar --create --file "$folder/clean.tar" --directory "$folder" root
fi
[ -e "$root" ] || tar --extract --file "$folder/clean.tar" --directory "$folder"
cp "$package" "$root/srv/maille.deb"
cat >"$root/srv/communes.csv" <<'CSV'
code,nom,type,departement,region,codes_postaux,population,latitude,longitude
99010,Saint-Aubin-les-Essais,commune-actuelle,99,99,99010,8400,46.3125,2.5605
99020,Port-Jacquard,commune-actuelle,99,99,99020,5100,46.3485,2.6402
CSV
cat >"$root/srv/mediation.csv" <<'CSV'
id,nom,commune,code_postal,code_insee,adresse,latitude,longitude,telephone,source,date_maj,services
essai-1,Médiathèque de l’Essai,Saint-Aubin-les-Essais,99010,99010,1 rue du Fil,46.312,2.561,+33199001010,Essai,2026-11-01,Utilisation sécurisée du numérique
CSV
chmod 644 "$root"/srv/*
start
say 'a clean Debian runs'

inside env DEBIAN_FRONTEND=noninteractive apt-get install --yes /srv/maille.deb >"$said" 2>&1 || fail "$(cat "$said")"
[ "$(inside systemctl is-active maille || true)" = inactive ] || fail 'it runs before there is an instance'
say 'the package is installed'
shows 'premier-acces' maille-instance init --name 'Numérique en Essai' --department Essai
inside systemctl start maille
page / 'Numérique en Essai'
grep -q '<html lang="fr"' "$said" || fail 'the first page is not in French'
shows 'aucune panne' maille-instance doctor
say 'the first page is there, in French'

link="$(grep -o 'http://[^ ]*/premier-acces/[0-9a-f]*' "$said" | tail -n 1)"
password='une phrase de passe pour essayer'
shows '303' curl --silent --output /dev/null --write-out '%{http_code}' --header 'Origin: http://127.0.0.1:8095' \
    --data-urlencode 'nom=Camille' --data-urlencode 'identifiant=camille@example.org' \
    --data-urlencode "mot-de-passe=$password" --data-urlencode "encore=$password" "$link"
shows 'camille@example.org' maille-instance account list
say 'the first administrator has an account'

shows 'procedures 0.1.0' maille-instance plugin install procedures --grant-all
soon /demarches 'Démarches'
shows '2 nouveaux' maille-instance import communes /srv/communes.csv
shows '1 nouvelle' maille-instance import mediation-numerique /srv/mediation.csv
soon '/annuaire?pres=99010' 'Médiathèque de l’Essai'
say 'a plugin answers, the directory holds what was imported'

shows 'premier-acces' maille-instance account add Dominique dominique@example.org --role mediator
link="$(grep -o 'http://[^ ]*/premier-acces/[0-9a-f]*' "$said" | tail -n 1)"
shows '303' curl --silent --output /dev/null --write-out '%{http_code}' --header 'Origin: http://127.0.0.1:8095' \
    --data-urlencode 'nom=Dominique' --data-urlencode "mot-de-passe=$password" --data-urlencode "encore=$password" "$link"
shows 'dominique@example.org' maille-instance account list
say 'a mediator was invited and came'

inside install -d -o maille -m 700 /var/backups/maille
shows 'SHA-256' maille-instance backup /var/backups/maille/essai.tar
inside systemctl stop maille
inside sh -c 'rm -rf /var/lib/maille/data'
shows 'Numérique en Essai' maille-instance restore /var/backups/maille/essai.tar
inside systemctl start maille
page '/annuaire?pres=99010' 'Médiathèque de l’Essai'
soon /demarches 'Démarches'
shows 'dominique@example.org' maille-instance account list
say 'destroyed, and restored from its backup'

# The same program under a later number: what apt does at an upgrade is what is tried.
rm -rf "$folder/next" && dpkg-deb --raw-extract "$root/srv/maille.deb" "$folder/next"
sed -i 's/^Version: .*/Version: 99.0-1/' "$folder/next/DEBIAN/control"
dpkg-deb --build -Znone "$folder/next" "$root/srv/next.deb" >/dev/null
before="$(inside systemctl show --property MainPID --value maille)"
inside env DEBIAN_FRONTEND=noninteractive apt-get install --yes /srv/next.deb >"$said" 2>&1 || fail "$(cat "$said")"
[ "$(inside systemctl show --property MainPID --value maille)" != "$before" ] || fail 'the upgrade did not start the new program'
page '/annuaire?pres=99010' 'Médiathèque de l’Essai'
say 'upgraded, and it answers'

stop
start
soon / 'Numérique en Essai'
say 'it answers after the machine started anew'
shows 'aucune panne' maille-instance doctor
inside env DEBIAN_FRONTEND=noninteractive apt-get purge --yes maille >"$said" 2>&1 || fail "$(cat "$said")"
[ -e "$root/var/lib/maille/data/maille.sqlite" ] || fail 'the data went with the package'
say 'removed; the data stays'
