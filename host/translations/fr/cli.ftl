# La ligne de commande, pour les administrateurs. Ce qui est entre accents graves se tape tel quel.

## L'aide : ce qui entoure
cli-help-usage = Utilisation :
cli-help-commands = Commandes :
cli-help-arguments = Arguments :
cli-help-options = Options :
cli-help-example = Exemple : { $example }
cli-help-default = (par défaut : { $value })
cli-help-environment = (variable { $name })
cli-help-command-value = COMMANDE

## L'aide : les commandes
maille = Une instance de Maille : un annuaire de la médiation numérique, et des services par-dessus.
maille-demo = Montre un département fictif avec ses services : tout est fabriqué, rien n’est demandé
maille-init = Crée une instance dans un dossier à elle
maille-serve = Répond aux visiteurs
maille-doctor = Cherche ce qui ne va pas, et dit comment réparer
maille-config = Examine et montre la configuration
maille-config-check = Dit tout ce qui ne va pas dans la configuration, avec la ligne et la réparation
maille-config-show = Montre chaque réglage avec sa valeur et l’endroit d’où elle vient ; aucun secret
maille-help = Affiche cette aide, ou celle d’une commande
maille-record = Écrit et lit les fiches de l’annuaire
maille-record-put = Crée ou remplace une fiche ; un contenu égal ne change rien
maille-record-get = Montre une fiche, par son genre et sa clé ou par son identifiant
maille-record-list = Liste les fiches d’un genre
maille-map = La carte que l’instance propose à côté de ses plans
maille-map-give = Donne sa carte à l’instance : un fichier PMTiles, vérifié avant de remplacer l’autre
maille-map-show = Dit quelle carte est proposée
maille-map-remove = Retire la carte ; les plans restent
maille-backup = Sauvegarde l’instance entière dans un fichier, pendant qu’elle répond
maille-register = Donne le registre des traitements (RGPD, article 30)
maille-restore = Remet une instance dans l’état d’une sauvegarde, vérifiée ; ce qui était là est gardé à côté
maille-database = Porte la base d’un système de bases de données à l’autre
maille-database-copy = Copie l’instance dans une base vide, SQLite ou PostgreSQL, et vérifie la copie
maille-plugin = Écrit, installe et fait tourner des extensions
maille-plugin-new = Écrit une nouvelle extension dans un dossier à elle
maille-plugin-build = Construit une extension depuis son dossier : un seul fichier .wasm avec manifeste, genres, traductions et images
maille-plugin-check = Examine une extension avant de l’installer : manifeste, traductions, droits, pages, accessibilité, temps
maille-plugin-test = Essaie une extension avec les cas de son dossier `tests`
maille-plugin-dev = Travaille à côté de vous : une instance à elle, l’extension reconstruite à chaque enregistrement, et une page d’atelier
maille-plugin-install = Installe une extension ou la met à jour
maille-plugin-key = Crée la clé d’un éditeur, dans un fichier à garder secret
maille-plugin-sign = Signe une extension construite : les instances vérifient à chaque chargement qu’elle vient du même éditeur
maille-plugin-list = Liste ce qui est installé, ce que chaque extension demande et comment elle se porte
maille-plugin-grant = Accorde à une extension ce qu’elle demande, une chose à la fois
maille-plugin-set = Montre ou change les réglages d’une extension
maille-plugin-give = Remet à une extension un fichier ou un dossier
maille-plugin-run = Mène une tâche d’une extension jusqu’au bout
maille-plugin-resume = Relance une extension en pause
maille-plugin-remove = Retire une extension ; ses fiches restent

## L'aide : les arguments
maille--help = Affiche cette aide
maille--version = Affiche la version
maille--lang = La langue de cette commande : fr ou en
maille--data = Le dossier qui contient base de données, clés, extensions et configuration
maille-map-give--file = La carte du territoire : PMTiles version 3
maille-map-give--attribution = D’où viennent ses données, si le fichier ne le dit pas
maille-plugin-key--file = Le fichier de la clé, qui ne doit pas exister
maille-plugin-sign--component = L’extension : un fichier .wasm
maille-plugin-sign--key = Le fichier de la clé
maille-plugin-install--new-publisher = Accepte une version que l’éditeur de la version en service n’a pas signée
maille-demo--data = Le dossier de la démonstration, à elle seule
maille-demo--port = Le port sur cette machine
maille-demo--departments = Combien de départements fictifs démarrent et s’échangent leurs annuaires, de 1 à 3 ; chacun prend un port
maille-init--name = Le nom de l’instance pour les citoyens
maille-init--department = Le département qui la gère
maille-init--origin = Le nom sous lequel d’autres instances la connaîtront, pour toujours : annuaire.creuse.fr
maille-init--listen = Où elle écoute
maille-serve--listen = Adresse et port d’écoute ; sinon `server.listen` dans maille.toml
maille-config--config = Un autre fichier que maille.toml dans le dossier de données
maille-record--kind = Par exemple `place` ou `procedures.local-step`
maille-record-get--kind = Un genre, ou l’identifiant d’une fiche
maille-record-get--key = La clé, avec un genre
maille-record-put--key = Le nom que la fiche garde
maille-record-put--content = Le contenu en JSON
maille-record-put--file = Un fichier qui contient le contenu ; `-` pour l’entrée standard
maille-record--state = `draft` (brouillon), `published` (publiée) ou `withdrawn` (retirée)
maille-record-list--kind = Par exemple `place` ; sinon tous les genres
maille-record-list--words = Seulement les fiches qui contiennent ces mots
maille-backup--file = Le fichier à écrire, hors du dossier de données
maille-register--json = En JSON plutôt qu’en CSV
maille-restore--file = La sauvegarde
maille-restore--sha256 = Le SHA-256 que `maille backup` avait annoncé
maille-restore--database = Une base vide qui reçoit les fiches, au lieu de celle que nomme la sauvegarde
maille-database-copy--to = La base vide : `postgres://utilisateur@hôte/base`, ou le chemin d’un fichier
maille-plugin--name = L’extension
maille-plugin-new--name = L’identifiant de l’extension, et son dossier : a–z, 0–9 et `-`
maille-plugin-new--into = Où placer le dossier
maille-plugin-build--folder = Le dossier de l’extension
maille-plugin-build--output = Où écrire le fichier ; sinon `ID.wasm` dans le dossier `target` à côté de l’extension
maille-plugin-dev--folder = Le dossier de l’extension
maille-plugin-dev--port = Le port où l’instance répond, sur cette machine seulement
maille-plugin-check--source = Le dossier d’une extension, ou un fichier .wasm
maille-plugin-test--folder = Le dossier de l’extension
maille-plugin-test--update = Écrit les réponses attendues au lieu de les comparer
maille-plugin-install--source = Le nom d’une extension fournie, un fichier .wasm, ou le dossier d’une extension
maille-plugin-install--grant-all = Accorde tout ce qu’elle demande
maille-plugin-list--name = Une seule extension, avec tous les détails
maille-plugin-list--log = Montre les dernières lignes de son journal
maille-plugin-grant--grants = Par exemple `read:place`, `write:procedure`, `host:data.example.fr`, `storage`
maille-plugin-grant--all = Tout ce qu’elle demande
maille-plugin-grant--revoke = Reprend au lieu d’accorder
maille-plugin-set--settings = `NOM=VALEUR` ; une valeur vide remet le réglage à sa valeur par défaut
maille-plugin-give--path = Un fichier, ou un dossier dont les fichiers gardent leur nom relatif
maille-plugin-run--task = La tâche
maille-plugin-remove--purge = Oublie aussi ses documents et ses valeurs ; ses fiches restent dans l’annuaire

## L'aide : ce qu'un argument attend
value-folder = DOSSIER
value-path = CHEMIN
value-address = ADRESSE
value-digest = EMPREINTE
value-port = PORT
value-departments = NOMBRE
value-name = NOM
value-department = DÉPARTEMENT
value-kind = GENRE
value-key = CLÉ
value-json = JSON
value-state = ÉTAT
value-reason = RAISON
value-mode = before|after
value-words = MOTS
value-into = DOSSIER
value-source = SOURCE
value-grant = DROIT
value-setting = RÉGLAGE
value-task = TÂCHE
value-lang = LANGUE

## Une commande mal écrite
cli-usage-argument = l’argument « { $argument } » n’existe pas ici
cli-usage-command = la commande « { $command } » n’existe pas
cli-usage-missing = il manque : { $arguments }
cli-usage-missing-command = il manque une commande
cli-usage-one-of = « { $value } » ne convient pas pour { $argument } : choisissez parmi { $known }
cli-usage-value = « { $value } » ne convient pas pour { $argument }
cli-usage-no-value = il manque une valeur pour { $argument }
cli-usage-conflict = { $argument } ne va pas avec { $other }
cli-usage-other = cette commande ne se comprend pas
cli-usage-meant = Vouliez-vous dire « { $name } » ?
cli-usage-help = Pour l’aide : { $command } --help

## Quand une commande échoue
cli-error = maille : { $words }
cli-cause = cause : { $cause }
cli-failed = la commande n’a pas abouti
cli-threads = impossible de démarrer les fils d’exécution : libérez de la mémoire, puis réessayez
cli-cannot-read = impossible de lire { $path } : vérifiez son nom et ses droits
cli-cannot-write = impossible d’écrire { $path } : vérifiez le dossier et ses droits
cli-cannot-make = impossible de créer { $path } : indiquez un autre dossier
cli-fault-closed = le dossier { $folder } ne se laisse pas regarder : lancez la commande sous le compte à qui il est
cli-fault-no-instance = il n’y a pas d’instance dans { $folder } : créez-la avec `maille init --data { $folder }`
cli-fault-config = la configuration ne se lit pas : corrigez la ligne, ou effacez-la (chaque clé a une valeur par défaut)
cli-fault-configs = la configuration ne se lit pas : { $faults }
cli-fault-time-zone = `instance.timezone` dans maille.toml : « { $zone } » n’est pas un fuseau horaire ; écrivez `Europe/Paris`
cli-fault-start = le programme ne peut pas démarrer ses extensions : libérez de la mémoire, puis réessayez
cli-fault-folder = on ne peut pas écrire dans le dossier { $folder } : donnez-en le droit à son propriétaire, ou indiquez un autre dossier
cli-fault-not-a-database = { $path } n’est pas une base de données de Maille : indiquez un autre fichier, ou remettez une sauvegarde
cli-fault-newer = { $path } a été écrite par une version plus récente de Maille : lancez cette version-là
cli-fault-altered = { $path } ne correspond pas à ce programme : reprenez le programme qui l’a écrite
cli-fault-migration = la mise à niveau de la base n’a pas abouti et rien n’en a été gardé : réessayez, ou reprenez la version d’avant
cli-fault-no-database = le serveur n’a pas de base { $path } : créez-la avec `createdb`
cli-fault-unreachable = aucun PostgreSQL ne répond à { $path } : démarrez-le, ou corrigez l’hôte et le port dans `database.url`
cli-fault-password = { $path } refuse cet utilisateur ou ce mot de passe : corrigez `database.url` ou `database.password_file`, ou `pg_hba.conf` sur le serveur
cli-fault-no-right = l’utilisateur ne peut pas créer de tables dans { $path } : rendez-le propriétaire de la base
cli-fault-too-old = le serveur de { $path } est PostgreSQL { $found } : il faut la version 13 ou une plus récente
cli-fault-encoding = { $path } garde ses textes en { $encoding } : créez une base avec `createdb --encoding UTF8 --template template0`
cli-fault-address = l’adresse de la base ne se comprend pas : écrivez `postgres://utilisateur:motdepasse@hôte/base` dans `database.url`
cli-fault-away = le serveur de la base ne répond plus : réessayez dans un moment
cli-fault-nul = un texte contient le caractère NUL, que PostgreSQL ne garde pas : enlevez-le
cli-fault-not-a-file = une base PostgreSQL n’est pas un fichier à copier : sauvegardez-la avec `pg_dump`
cli-fault-full = le disque est plein : libérez de la place ; rien de ce changement n’a été gardé
cli-fault-busy = la base de données est occupée par un autre programme : réessayez dans un moment
cli-fault-database = la base de données ne se lit ou ne s’écrit pas : lancez `maille doctor`
cli-fault-no-plugin = aucune extension « { $plugin } » n’est installée : `maille plugin list` montre celles qui le sont
cli-fault-setting = ce réglage ne convient pas : `maille plugin set EXTENSION` montre ceux qu’il y a
cli-fault-imports = l’extension attend ce que cette instance n’a pas : mettez Maille à jour, ou prenez une autre version de l’extension
cli-fault-package = ce fichier n’est pas une extension utilisable : reprenez-le, ou construisez-le avec `maille plugin build`
cli-fault-compiler = cette machine n’a pas pu compiler l’extension : vérifiez le fichier nommé ci-dessous, ses droits et la place sur le disque
cli-fault-compile = l’extension ne se compile pas : prenez-en une autre version, ou prévenez son auteur
cli-fault-document = un document n’a pas été pris
cli-fault-document-size = le document dépasse { $bytes } octets : il est refusé, et celui d’avant reste
cli-fault-mount = l’adresse « { $mount } » est prise par l’extension « { $by } » : retirez celle-ci, ou changez `mount` dans plugin.toml
cli-fault-plugin = l’extension se contredit et n’a pas été installée : prévenez son auteur
cli-fault-waiting-home = la page d’accueil de la version en attente échoue : la version en service continue, ce qui a été accordé est gardé ; installez une version réparée
cli-fault-home = la page d’accueil de l’extension échoue : elle n’a pas été installée, prévenez son auteur
cli-fault-tool = impossible de lancer `{ $program }` : le dossier d’une extension se construit avec les outils de Rust ; installez-les, ou donnez un fichier `.wasm`
cli-fault-target = il manque la cible wasm32-wasip2 : lancez `rustup target add wasm32-wasip2`
cli-fault-node = impossible de lancer `{ $program }` : cette extension est écrite en JavaScript ; installez Node 18 ou plus récent, qui apporte npm, ou donnez un fichier `.wasm`
cli-fault-no-language = { $folder } ne contient ni Cargo.toml (Rust) ni package.json (JavaScript) : il ne se construit pas ; donnez un fichier `.wasm`
cli-fault-no-lock = il manque { $path } : lancez-y `npm install` une fois et gardez ce fichier, pour que chacun construise avec les mêmes paquets
cli-fault-build = l’extension ne se construit pas : corrigez ce qui suit, puis relancez
cli-fault-task-unknown = cette tâche n’existe pas : `maille plugin list EXTENSION` montre celles qu’il y a
cli-fault-task-step = { $steps ->
    [0] la tâche s’est arrêtée à sa première étape : relancez-la une fois la cause réparée
    [one] la tâche s’est arrêtée après une étape, dont le travail est gardé : relancez-la une fois la cause réparée
   *[other] la tâche s’est arrêtée après { $steps } étapes, dont le travail est gardé : relancez-la une fois la cause réparée
}
cli-fault-task-endless = la tâche n’a pas fini en { $steps } étapes, dont le travail est gardé : prévenez l’auteur de l’extension, ou augmentez `plugins.task_steps` dans maille.toml
cli-fault-not-found = cela n’existe pas dans l’annuaire : vérifiez le nom
cli-fault-invalid = ce contenu ne convient pas : corrigez-le, puis recommencez
cli-fault-conflict = quelqu’un d’autre vient de changer cette fiche : recommencez
cli-fault-exhausted = une limite est atteinte
cli-fault-denied = ce n’est pas permis

## maille init, demo et serve
cli-database-serving = l’instance répond encore sur { $listen } : arrêtez-la d’abord, car ce qu’elle écrirait manquerait à la copie
cli-database-words = mots de la recherche
cli-database-changed = l’instance a changé pendant la copie et rien n’a été gardé : arrêtez tout ce qui s’en sert, puis recommencez
cli-database-not-empty = { $path } contient déjà quelque chose : indiquez une base vide
cli-database-differs = la table { $table } n’est pas la même des deux côtés et rien n’a été gardé : recommencez
cli-database-copied = Copié et vérifié : { $rows } lignes de { $tables } tables.
cli-database-next = Pour vous servir de la copie, écrivez dans maille.toml :
cli-database-no-line = rien : sans `url`, c’est ce fichier qui sert
cli-database-password = le mot de passe, s’il en faut un : dans un fichier que nomme `password_file`
cli-init-there = il y a déjà une instance dans { $folder } : lancez-la avec `maille serve`, ou indiquez un autre dossier avec --data
cli-init-origin = « { $origin } » n’est pas un nom d’instance : écrivez un nom de machine en minuscules, comme annuaire.creuse.fr
cli-init-done = L’instance est dans { $folder }.
cli-init-communes = D’abord, donnez-lui les communes de l’INSEE : sans elles, « près de » ne trouve rien.
cli-init-next = Ensuite :
cli-init-folder = impossible de créer le dossier { $folder } : choisissez avec --data un dossier où vous pouvez écrire
cli-demo-neighbours = { $total } départements fictifs gardent chacun les annuaires des autres.
cli-demo-arrived = Un changement dans le premier est arrivé chez les autres en { $milliseconds } millisecondes.
cli-demo-note = Fermée vendredi matin : inventaire des bobines.
cli-demo-note-back = De nouveau ouverte le vendredi matin.
cli-demo-in-vain = les départements de la démonstration ne s’entendent pas : supprimez le dossier de la démonstration, puis recommencez
cli-demo-ready = Un département fictif est dans { $folder }. Ctrl-C l’arrête ; effacez le dossier pour recommencer.
cli-demo-foreign = { $folder } existe et n’est pas un dossier de démonstration : indiquez-en un autre avec --data
cli-demo-make = impossible d’écrire dans { $folder } : indiquez un autre dossier avec --data
cli-demo-installing = installation du guide des démarches, de l’agenda et des communs…
cli-demo-line = { $path } : une ligne ne se lit pas
cli-demo-record = la fiche { $record } n’a pas été prise
cli-listen-in-use = impossible d’écouter sur { $listen } : un autre programme y est déjà ; arrêtez-le, ou choisissez un autre port
cli-listen-denied = impossible d’écouter sur { $listen } : les ports sous 1024 sont au système ; choisissez-en un plus haut, derrière un serveur mandataire
cli-listen-address = impossible d’écouter sur { $listen } : donnez une adresse et un port, par exemple 127.0.0.1:8095

## maille doctor
cli-doctor-ok = bon
cli-doctor-warning = alerte
cli-doctor-fault = panne
cli-doctor-faults = { $faults ->
    [0] aucune panne
    [one] une panne
   *[other] { $faults } pannes
}
cli-doctor-warnings = { $warnings ->
    [0] aucune alerte
    [one] une alerte
   *[other] { $warnings } alertes
}
cli-doctor-hidden = le dossier { $folder } ne se laisse pas regarder : { $cause }
cli-doctor-hidden-mend = donnez à ce compte le droit de le lire, ou voyez à qui il est : ls -ld { $folder }
cli-doctor-communes = { $count } communes sont connues
cli-doctor-consents = { $count ->
    [one] le consentement d’un professionnel se termine dans les trente jours : { $names }
   *[other] les consentements de { $count } professionnels se terminent dans les trente jours : { $names }
}
cli-doctor-consents-mend = demandez à chacun s’il le renouvelle, puis changez `consent.until` de sa fiche (maille record get { $id }, puis maille record put) ; passé ce jour, la fiche est retirée
cli-doctor-cases-late = { $count ->
    [one] un dossier attend les modérateurs depuis plus d’une semaine
   *[other] { $count } dossiers attendent les modérateurs depuis plus d’une semaine
}
cli-doctor-cases-late-mend = décidez : /administration/moderation, ou maille moderation list
cli-doctor-cases-nobody = { $count ->
    [one] un dossier attend une décision et personne n’est de permanence aujourd’hui
   *[other] { $count } dossiers attendent une décision et personne n’est de permanence aujourd’hui
}
cli-doctor-cases-nobody-mend = inscrivez quelqu’un dans /administration/moderation/astreinte
cli-doctor-no-communes = aucune commune n’est connue : la recherche près d’une commune n’en trouvera pas
cli-doctor-no-communes-mend = importez celles de l’INSEE : maille import communes communes.csv
cli-doctor-no-instance = il n’y a pas d’instance dans { $folder }
cli-doctor-no-instance-mend = créez-en une avec `maille init`, ou indiquez son dossier avec --data
cli-doctor-config = la configuration se lit
cli-doctor-config-fault = la configuration ne se lit pas : { $error }
cli-doctor-config-fault-mend = corrigez la ligne, ou effacez-la : chaque clé a une valeur par défaut
cli-doctor-department = l’instance ne dit pas quel département la gère
cli-doctor-department-mend = remplissez `department` sous [instance] dans maille.toml
cli-doctor-contact = les visiteurs ne lisent pas à qui demander de l’aide
cli-doctor-contact-mend = remplissez `contact_telephone` ou `contact_email` sous [instance] dans maille.toml
cli-doctor-open = l’instance ne s’ouvre pas : { $error }
cli-doctor-open-mend = réparez ce que dit le message, puis recommencez
cli-doctor-free = { $listen } est libre
cli-doctor-taken = { $listen } est pris : par cette instance, si elle tourne
cli-doctor-taken-mend = sinon changez `listen` sous [server] dans maille.toml
cli-doctor-readable = d’autres personnes sur cette machine peuvent lire { $path }
cli-doctor-readable-mend = chmod 600 { $path }
cli-doctor-tls = le certificat TLS vaut encore { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }
cli-doctor-tls-ending = le certificat TLS prend fin dans { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }
cli-doctor-tls-ending-mend = renouvelez-le : l’instance lit les nouveaux fichiers d’elle-même
cli-doctor-tls-ended = le certificat TLS a pris fin : les navigateurs refusent l’instance
cli-doctor-tls-ended-mend = renouvelez-le : l’instance lit les nouveaux fichiers d’elle-même
cli-doctor-tls-early = le certificat TLS ne vaut pas avant { $begins } : d’ici là, les navigateurs refusent l’instance
cli-doctor-tls-early-mend = remettez l’ancien certificat jusque-là, ou mettez l’horloge de cette machine à l’heure
cli-doctor-tls-fault = le certificat TLS ne peut pas servir : { $error }
cli-doctor-tls-fault-mend = corrigez `server.tls_certificate` et `server.tls_key` dans maille.toml, ou les fichiers qu’ils nomment
cli-doctor-folder = on peut écrire dans le dossier
cli-doctor-folder-fault = on ne peut pas écrire dans le dossier : { $error }
cli-doctor-folder-fault-mend = donnez-le à l’utilisateur qui lance maille : chown -R maille { $folder }
cli-doctor-server = la base est sur un serveur PostgreSQL, { $path }
cli-doctor-database = la base de données est saine
cli-doctor-damaged = la base de données est abîmée : { $words }
cli-doctor-damaged-mend = arrêtez l’instance et mettez une sauvegarde à la place
cli-doctor-database-fault = la base de données ne se vérifie pas : { $error }
cli-doctor-database-fault-mend = regardez le disque, puis recommencez
cli-doctor-plugins-fault = les extensions ne se listent pas : { $error }
cli-doctor-plugins-fault-mend = installez-les à nouveau
cli-doctor-no-plugin = aucune extension n’est installée : les citoyens ne trouvent aucun service
cli-doctor-no-plugin-mend = maille plugin install procedures --grant-all
cli-doctor-paused = l’extension { $plugin } est en pause : { $reason }
cli-doctor-paused-mend = regardez `maille plugin list { $plugin } --log`, puis `maille plugin resume { $plugin }`
cli-doctor-not-loaded = l’extension { $plugin } ne se charge pas
cli-doctor-not-loaded-mend = installez-la à nouveau : maille plugin install { $plugin }
cli-doctor-ready = l’extension { $plugin } { $version } est prête
cli-doctor-grants = l’extension { $plugin } n’a pas reçu { $grants }
cli-doctor-grants-mend = maille plugin grant { $plugin } --all, ou laissez ainsi

## maille record
cli-record-content = donnez le contenu avec --content ou --file
cli-record-erased = La fiche { $id } est effacée ici. L’effacement est demandé aux voisins dès que cette instance tourne ; les sauvegardes la contiennent encore.
cli-record-held = gardée par { $name }, à ce que dit ce voisin : version { $revision }
cli-record-no-erasures = aucune fiche effacée
cli-record-erasure-unsaid = pas encore demandé aux voisins
cli-record-erasure-local = n’était chez aucun voisin
cli-record-erasure-confirmed = { $confirmed ->
    [0] aucun voisin sur { $total } ne dit encore l’avoir effacée
    [1] 1 voisin sur { $total } dit l’avoir effacée
   *[other] { $confirmed } voisins sur { $total } disent l’avoir effacée
}
cli-record-state = « { $state } » n’est pas un état : écrivez `draft`, `published` ou `withdrawn`
cli-record-made = créée : { $record } ({ $id }, révision { $revision }, { $state })
cli-record-changed = changée : { $record } ({ $id }, révision { $revision }, { $state })
cli-record-unchanged = inchangée : { $record } ({ $id }, révision { $revision }, { $state })
cli-record-id = identifiant
cli-record-kind = genre
cli-record-key = clé
cli-record-maker = auteur
cli-record-origin = origine
cli-record-revision = révision
cli-record-status = état
cli-record-shown = { $total ->
    [0] aucune fiche
    [one] une fiche
   *[other] { $shown } fiches sur { $total }
}

## maille plugin
cli-build-target = recherche de la cible wasm32-wasip2…
cli-build-cargo = construction avec cargo (une première fois prend une minute)…
cli-build-npm-fetch = lecture des paquets avec npm…
cli-build-npm-build = construction avec npm…
cli-build-manifest = ajout du manifeste…
cli-dev-no-plugin = il n’y a pas d’extension dans { $folder } : donnez le dossier qui contient plugin.toml, ou créez-en un avec `maille plugin new`
cli-dev-bench = atelier : { $address }
cli-dev-runs = construction { $number } réussie en { $milliseconds } ms : { $address }
cli-dev-broken = construction { $number } en échec après { $milliseconds } ms{ $place } ; la version d’avant reste
cli-dev-ended = arrêt de l’atelier, son instance est effacée
cli-plugin-compiling = compilation pour cette machine…
cli-plugin-source = « { $source } » n’est ni un fichier, ni un dossier, ni une extension fournie : donnez un fichier .wasm, le dossier d’une extension, ou `procedures`
cli-plugin-no-sources = les sources de « { $name } » ne sont pas ici : lancez cette commande dans le dossier du projet
cli-plugin-installed = installée : { $plugin } { $version } « { $name } » ({ $mount })
cli-plugin-updated = mise à jour : { $plugin } { $version } « { $name } » ({ $mount })
cli-plugin-signed = éditeur : { $words } ({ $key })
cli-plugin-unsigned = non signée : rien ne dit qui l’a publiée
cli-plugin-key-made = Clé créée : { $path }. Gardez-la, et une copie ailleurs : sans elle, une mise à jour demandera à chaque instance d’accepter un nouvel éditeur.
cli-plugin-key-there = { $path } existe déjà : une clé n’est jamais remplacée, choisissez un autre nom
cli-plugin-key = { $path } n’est pas la clé d’un éditeur : elle se crée avec `maille plugin key`
cli-plugin-sign-done = Signée : { $path }
cli-fault-signature = l’extension en service n’est plus celle que son éditeur a signée : elle n’est pas chargée ; réinstallez-la depuis le fichier de l’éditeur
cli-fault-install-signature = la signature de cette extension ne tient pas : le fichier a changé depuis ; reprenez-le chez son éditeur
cli-fault-publisher = cette version n’est pas signée par l’éditeur de celle qui est en service ({ $pinned }) mais par { $found } : demandez à l’éditeur ; si le changement est voulu, `maille plugin install … --new-publisher`
cli-fault-publisher-none = cette version n’est pas signée, et celle qui est en service l’est par { $pinned } : demandez la version signée ; si le changement est voulu, `maille plugin install … --new-publisher`
cli-plugin-no-pages = sans pages
cli-plugin-asks-more = { $plugin } { $version } demande plus que la version en service et attend votre accord :
cli-plugin-asks = elle demande, et n’a pas encore reçu :
cli-plugin-grant-them = accordez une chose à la fois, ou tout : maille plugin grant { $plugin } --all
cli-plugin-none = Aucune extension n’est installée. Exemple : maille plugin install procedures --grant-all
cli-plugin-running = en service
cli-plugin-paused = en pause
cli-plugin-paused-why = en pause : { $reason }
cli-plugin-resume-it = la relancer : maille plugin resume { $plugin }
cli-plugin-waiting = la version { $version } attend votre accord : maille plugin grant { $plugin } --all
cli-plugin-granted = accordé
cli-plugin-asked = demandé
cli-plugin-task = tâche
cli-plugin-task-every = (toutes les { $every }, une fois lancée)
cli-plugin-traps = arrêts
cli-plugin-traps-lately = { $count } ces derniers temps
cli-plugin-not-asked = « { $plugin } » ne demande pas `{ $grant }` ; elle demande : { $asked }
cli-plugin-not-a-grant = « { $grant } » n’est pas un droit : écrivez `read:GENRE`, `write:GENRE`, `private:GENRE`, `edit-others:GENRE`, `host:NOM` ou `storage`
cli-plugin-grant-what = dites quoi accorder, ou --all ; `maille plugin list { $plugin }` montre ce qu’elle demande
cli-plugin-grant-done = accordé : { $grant }
cli-plugin-grant-back = repris : { $grant }
cli-plugin-switched = la version qui attendait est maintenant en service
cli-plugin-setting = « { $setting } » : écrivez NOM=VALEUR
cli-plugin-unfinished = la tâche n’est pas allée au bout
cli-plugin-resumed = { $plugin } est relancée
cli-plugin-removed = retirée : { $plugin } (ses fiches, ses documents et ses valeurs restent)
cli-plugin-purged = retirée : { $plugin } (ses fiches restent)
cli-plugin-given = { $count ->
    [one] remis à { $plugin } : { $count } document
   *[other] remis à { $plugin } : { $count } documents
}
cli-give-empty = { $path } ne contient aucun fichier
cli-give-limit = { $path } n’a pas été remis ; la limite est de { $limit } Mio (`plugins.save_bytes` dans maille.toml)
cli-give-no-file = { $path } n’est pas un fichier
cli-give-many = { $path } contient plus de { $limit } fichiers : remettez plutôt une archive zip
cli-new-name = « { $name } » ne peut pas être un identifiant : 2 à 40 caractères parmi a–z, 0–9 et `-`, une lettre d’abord
cli-new-there = { $folder } existe déjà : choisissez un autre nom
cli-new-ready = { $folder } est prêt. Ensuite :

## maille plugin test
cli-test-none = { $folder } n’a pas de cas dans `tests/*.toml` : écrivez-en un, sdk/README.md en montre un exemple
cli-test-passed = réussi   { $case }
cli-test-written = écrit    { $case }
cli-test-failed = échoué   { $case }
cli-test-summary = { $passed ->
    [0] aucun cas réussi
    [one] { $passed } cas réussi
   *[other] { $passed } cas réussis
}, { $failed ->
    [0] aucun échoué
    [one] { $failed } échoué
   *[other] { $failed } échoués
}
cli-test-new = { $reply } n’existe pas encore : écrivez-le avec maille plugin test { $folder } --update, et relisez-le
cli-test-reply = la réponse n’est plus celle de { $reply } (`-` attendu, `+` reçu) ; si c’est voulu : maille plugin test { $folder } --update
cli-test-status = le statut attendu est { $expected }, le statut reçu { $came }
cli-test-count = fiches « { $kind } » : { $expected } attendues, { $came } trouvées
cli-test-record = la fiche { $record } n’existe pas
cli-test-content = la fiche { $record } dit autre chose (`-` attendu, `+` trouvé)
cli-test-log = aucune ligne du journal ne contient « { $words } » ; voici le journal :
cli-test-line = ligne { $line } : { $message }

## maille plugin check
cli-check-trying = essai dans une instance provisoire…
cli-check-fault = faute
cli-check-warning = avertissement
cli-check-more = (et ailleurs : { $count })
cli-check-page = { $cpu } ms, { $memory } Mio, { $blocks } blocs, { $bytes } Kio
cli-check-task = tâche { $task } : { $steps } étapes, { $cpu } ms au plus, { $memory } Mio
cli-check-outside = sans réseau ici, elle n’a pas reçu : { $request }
cli-check-faults = { $count ->
    [0] aucune faute
    [one] { $count } faute
   *[other] { $count } fautes
}
cli-check-warnings = { $count ->
    [0] aucun avertissement
    [one] { $count } avertissement
   *[other] { $count } avertissements
}
cli-check-summary = { $pages } pages visitées ; la plus longue { $cpu } ms, la plus grande { $memory } Mio ; le composant { $size } Kio
cli-check-manifest = { $message }
cli-check-package = ce fichier n’est pas une extension complète : { $message }
cli-check-install = l’extension ne s’installe pas : { $message }
cli-check-demo = les données de démonstration ne sont pas prises : { $message }
cli-check-words-missing = `{ $key }` ne dit rien en « { $language } » : ajoutez `{ $language } = "…"` sous `{ $key }`
cli-check-translation-unreadable = ce fichier ne se lit pas en entier : { $message }
cli-check-translation-no-french = translations/fr.ftl manque : écrivez d’abord les phrases en français, les autres langues s’y comparent
cli-check-key-missing = la phrase `{ $key }` manque (translations/fr.ftl, ligne { $line }) : traduisez-la
cli-check-key-too-many = la phrase `{ $key }` n’existe pas en français : retirez-la, ou ajoutez-la à translations/fr.ftl
cli-check-sentence-long = `{ $key }` : une phrase de { $words } mots ; en français simple, { $limit } au plus : coupez-la en deux
cli-check-grant-unused = `{ $grant }` ({ $asked }) est demandé et ne sert à rien : aucune fonction de ce droit n’est appelée ; retirez-le de [grants]
cli-check-grant-missing = l’extension appelle `{ $interface }` sans le demander : ajoutez `{ $grant } = …` sous [grants]
cli-check-any-host = `hosts = ["*"]` : l’administration nommera chaque hôte ; nommez ceux que vous connaissez
cli-check-export-missing = `exports` nomme `{ $export }`, que le composant n’a pas : retirez-le de la liste, ou construisez l’extension avec la macro `plugin!`
cli-check-export-undeclared = `{ $key }` est donné, mais `exports` ne nomme pas `{ $export }` : ajoutez-le, sinon personne n’appelle l’extension
cli-check-contract = `{ $function }` existe depuis le contrat { $since }, et vous demandez { $contract } : écrivez `contract = "{ $since }"`
cli-check-large = le composant pèse { $size } Kio ({ $parts }) : cherchez une dépendance de trop
cli-check-page-trapped = la page s’arrête : { $cause }
cli-check-page-refused = la page répond par une erreur : { $cause }
cli-check-page-slow = { $took } ms de calcul, plus de la moitié de ce qu’une page peut prendre ({ $bound } ms) : lisez moins, ou préparez dans une tâche
cli-check-page-warned = l’instance avertit : { $warning }
cli-check-page-untitled = cette page n’a pas de titre : appelez `reply.title(…)`
cli-check-link-nowhere = le lien vers { $href } mène à une page qui n’existe pas : corrigez-le, ou retirez-le
cli-check-link-empty = le lien vers { $href } n’a pas de texte : dites où il mène
cli-check-link-words = le lien « { $words } » ({ $href }) ne dit rien hors de sa phrase : dites où il mène
cli-check-markdown-heading = le titre « { $heading } » est dans du Markdown : ouvrez plutôt une partie (`reply.section`), sinon le plan de la page l’ignore
cli-check-section-untitled = une partie n’a pas de titre : donnez-en un à `reply.section(…)`, sinon le plan de la page saute un niveau
cli-check-case-unnamed = une question ou l’un de ses cas n’a pas de nom : nommez-les, on les choisit par leur nom
cli-check-image = l’image { $document } n’a pas de texte de remplacement : dites ce qu’elle montre
cli-check-table-caption = un tableau n’a pas de légende : donnez-la à `reply.table(…)`
cli-check-table-headers = le tableau « { $caption } » n’a d’en-tête ni de colonne ni de ligne : nommez-les
cli-check-form-button = le bouton du formulaire vers { $action } ne dit rien : dites ce qu’il fait
cli-check-field-label = le champ `{ $name }` n’a pas d’étiquette : dites ce qu’il demande
cli-check-choice-label = un choix du champ `{ $name }` n’a pas de texte : dites ce qu’il est
cli-check-no-choice = le champ `{ $name }` n’offre aucun choix : ajoutez-en, ou changez sa sorte
cli-check-card-untitled = une carte n’a pas de titre : donnez-en un
cli-check-places-caption = une carte de lieux n’a pas de légende : dites ce qu’elle montre
cli-check-language = « { $text }… » semble être en « { $spoken } », et la page annonce « { $announced } » : dites-le avec `reply.language(…)`, ou traduisez
cli-check-task-refused = la tâche s’arrête avec une erreur : { $cause }
cli-check-task-failed = la tâche ne va pas au bout : { $cause }

## Ce qu'une tâche rapporte
cli-report-refused = refusé
cli-report-repaired = réparé
cli-report-taken = { $count ->
    [one] { $count } prise
   *[other] { $count } prises
}
cli-report-changed = { $count ->
    [one] { $count } changée
   *[other] { $count } changées
}
cli-report-unchanged = { $count ->
    [one] { $count } inchangée
   *[other] { $count } inchangées
}
cli-report-repaired-count = { $count ->
    [one] { $count } réparée
   *[other] { $count } réparées
}
cli-report-refused-count = { $count ->
    [one] { $count } refusée
   *[other] { $count } refusées
}
cli-report-memory = (mémoire de l’extension : { $size } Kio au plus)

## Ce qu'une extension demande
grant-read = lire les champs publics de toutes les fiches « { $object } » publiées
grant-write = créer des fiches du genre « { $object } », et changer celles qu’elle a créées
grant-private = lire aussi les champs privés des fiches « { $object } » : attention si elle a également accès au réseau
grant-edit-others = changer des fiches du genre « { $object } » créées par d’autres
grant-times = dire quand ont lieu les fiches du genre « { $object } », même créées par d’autres
grant-host = envoyer des demandes à { $object } et lire les réponses
grant-storage = garder des valeurs à elle dans la base de données
grant-contributors = demander un code aux visiteurs sans compte, les reconnaître sous un nom qui lui est propre, et leur écrire (sans voir leur adresse)
grant-moderation = confier des fiches à l’équipe de modération, et lui transmettre les signalements des visiteurs
grant-images = prendre des images que des visiteurs envoient, réduites et sans métadonnées, et les montrer avec ce qui est publié

## maille import
maille-import = Importe un fichier dans l’annuaire ; le même fichier une deuxième fois ne change rien
maille-import--format = Le format du fichier : `mediation-numerique`, `data-inclusion`, `local-services`, `france-services`, `openagenda`, `communes` ; `mapped` lit tout fichier JSON ou CSV qu’un fichier de correspondance décrit
maille-import--path = Le fichier, ou son adresse (https)
maille-import--mapping = Le fichier de correspondance, ou le nom d’une correspondance fournie
maille-import--source = Le nom court de la source, s’il n’est pas dans le fichier
maille-import--department = Ne prend que ce département, par exemple 49
maille-import--complete = Le fichier est tout ce que dit cette source : retire les fiches qu’il ne contient plus
maille-import--allow-many = Avec --complete, retire aussi plus d’un tiers des fiches
maille-imports = Liste les imports, ou montre le compte rendu de l’un d’eux
maille-imports--number = Le numéro de l’import
maille-imports--csv = Écrit le compte rendu dans un fichier CSV
maille-imports--cancel = Annule l’import s’il n’est pas fini : ce qui est pris reste
value-format = FORMAT
value-mapping = CORRESPONDANCE
value-code = CODE
value-person = PERSONNE
value-reference = RÉFÉRENCE
value-id = IDENTIFIANT
value-number = NUMÉRO
cli-import-mapping-missing = le format `mapped` demande --mapping : le nom d’une correspondance fournie ou un fichier
cli-import-mapping-unused = --mapping ne sert qu’au format `mapped`
cli-import-mapping-unknown = « { $name } » n’est ni un fichier ni une correspondance fournie ({ $known })
cli-import-resumed = cet import avait été interrompu : il continue après la ligne { $rows }
cli-import-fetched-before = le fichier a été téléchargé il y a moins d’un jour pour un import qui ne s’est pas terminé : c’est lui qui est lu
cli-import-busy = l’import { $number } ({ $input }, demandé par { $by }) lit déjà la source { $source } : attendez sa fin, ou trente secondes après son arrêt, puis relancez la même commande
cli-import-command-line = la ligne de commande
cli-import-overtaken = un autre processus continue l’import { $number }, que celui-ci avait laissé plus de trente secondes : suivez-le par `maille imports { $number }`
cli-import-open = le fichier { $path } ne se lit pas : vérifiez son nom et vos droits
cli-import-stopped = l’import s’arrête. { $what } Ce qui précède est gardé : corrigez, puis relancez la même commande
cli-import-more = le compte rendu ligne par ligne : maille imports { $number }
cli-import-empty = le fichier ne contient aucune fiche : vérifiez que c’est le bon
cli-import-territory = communes et groupements : { $new } nouveaux, { $changed } changés, { $unchanged } inchangés
cli-import-fetch = le fichier de { $address } n’a pas pu être téléchargé : vérifiez l’adresse, ou téléchargez-le vous-même et donnez son chemin
cli-import-hidden = { $count ->
    [one] et une autre ligne
   *[other] et { $count } autres lignes
}
cli-import-taken = { $count ->
    [0] aucune nouvelle
    [one] 1 nouvelle
   *[other] { $count } nouvelles
}
cli-import-changed = { $count ->
    [one] 1 changée
   *[other] { $count } changées
}
cli-import-unchanged = { $count ->
    [one] 1 inchangée
   *[other] { $count } inchangées
}
cli-import-refused = { $count ->
    [one] 1 refusée
   *[other] { $count } refusées
}
cli-import-skipped = { $count ->
    [one] 1 laissée
   *[other] { $count } laissées
}
cli-import-withdrawn = { $count ->
    [one] 1 retirée
   *[other] { $count } retirées
}
cli-import-repaired = { $count ->
    [one] dont 1 réparée
   *[other] dont { $count } réparées
}
cli-import-line = ligne { $row }, { $outcome } : { $subject } { $remarks }
cli-import-line-taken = prise
cli-import-line-changed = changée
cli-import-line-unchanged = inchangée
cli-import-line-refused = refusée
cli-import-line-skipped = laissée
cli-import-line-withdrawn = absente du fichier, retirée : { $subject } { $remarks }
cli-import-too-many-gone = { $count } fiches sur { $all } ne sont plus dans ce fichier, plus d’un tiers : aucune n’a été retirée. Vérifiez que le fichier est entier ; s’il l’est, relancez avec --complete --allow-many
cli-import-complete-communes = --complete ne sert pas aux communes : elles viennent de l’INSEE et ne se retirent pas
cli-imports-none = aucun import pour l’instant : maille import --help
cli-imports-open = pas fini
cli-imports-failed = arrêté avant la fin
cli-imports-stopped = annulé
cli-imports-cancelled = l’import { $number } est annulé : ce qui est pris reste
cli-imports-over = l’import { $number } était déjà fini
cli-import-cancelled = quelqu’un a annulé cet import : ce qui est pris reste, et le même fichier recommence au début
cli-imports-ended = fini
cli-imports-unknown = il n’y a pas d’import { $number } : `maille imports` les liste
cli-imports-write = le fichier { $path } ne s’écrit pas

## maille export
maille-export = Écrit ce qui est publié dans un format d’échange
maille-export--format = Le format du fichier : `mediation-numerique`, `data-inclusion`, `geojson`, `json-ld`, `csv`
maille-export--path = Le fichier à écrire ; `-` pour la sortie standard
cli-export-written = { $count ->
    [0] aucune fiche écrite
    [one] 1 fiche écrite
   *[other] { $count } fiches écrites
}, { $refused ->
    [0] aucune laissée de côté
    [one] 1 laissée de côté
   *[other] { $refused } laissées de côté
}
cli-export-others = { $count ->
    [one] 1 lieu ne dit aucune aide numérique : ce format ne le prend pas
   *[other] { $count } lieux ne disent aucune aide numérique : ce format ne les prend pas
} (services, accompagnement, labels ou type)

## maille record history, undo
maille-record-history = Montre ce qu’une fiche a été, et d’où vient chacun de ses champs
maille-record-undo = Remet une fiche comme elle était avant son dernier changement, ou à une révision
maille-record-erase = Efface une fiche et tout ce qu’elle a été, ici et chez les voisins qui en ont une copie
maille-record-erase--key = La clé de la fiche
maille-record-erase--yes = Confirme : rien ne la fait revenir
maille-record-erasures = Liste les fiches effacées, et combien de voisins l’ont confirmé
maille-record-undo--revision = Le numéro de la révision, que `maille record history` montre
maille-record-history--key = La clé, avec un genre
maille-record-undo--key = La clé, avec un genre
cli-record-now = révision { $revision } ({ $state }), depuis { $at }
cli-record-consent-ended = la fin du consentement
cli-record-before = révision { $revision } ({ $state }), remplacée le { $at } par { $by }
cli-record-corrected = { $field } = { $value } : corrigé ici par { $by } le { $at }, la source dit { $says }
cli-record-from = { $field } = { $value } : { $source }, depuis { $at }
cli-record-no-revision = la fiche { $id } n’a pas cette révision : `maille record history` montre celles qu’elle a
cli-record-undone = remise comme à la révision { $revision } (c’est la révision { $now })

## maille suggestions
maille-suggestions = Lit ce que les visiteurs signalent sur une fiche, et en décide
maille-suggestions-list = Liste ce qui attend une décision, le plus ancien d’abord
maille-suggestions-list--state = `new` (en attente), `accepted` (acceptés), `refused` (refusés) ou `all` (tous) ; sinon ceux en attente
maille-suggestions-list--after = Le numéro après lequel continuer, que la liste précédente donne
maille-suggestions-show = Montre un signalement en entier
maille-suggestions-accept = Accepte un signalement ; la fiche se corrige avec `maille record put`
maille-suggestions-refuse = Refuse un signalement
maille-suggestions--reference = Le numéro que le visiteur a reçu, par exemple `K7QF-3MZD`
maille-suggestions--note = Ce qu’il faut savoir de cette décision
cli-suggestions-state = « { $state } » n’est pas un état : écrivez `new`, `accepted`, `refused` ou `all`
cli-suggestions-shown = { $count ->
    [0] aucun signalement
    [one] un signalement
   *[other] { $count } signalements
}
cli-suggestions-more = la suite : maille suggestions list --after { $after }
cli-suggestions-none = il n’y a pas de signalement { $code } : `maille suggestions list` montre ceux qu’il y a
cli-suggestions-late = une décision a déjà été prise sur { $code } : `maille suggestions show { $code }` la montre
cli-suggestions-gone = supprimée depuis
cli-suggestions-reference = numéro
cli-suggestions-at = reçu le
cli-suggestions-status = état
cli-suggestions-record = fiche
cli-suggestions-seen = révision vue
cli-suggestions-now = révision actuelle
cli-suggestions-subject = sujet
cli-suggestions-text = message
cli-suggestions-contact = contact
cli-suggestions-decided = décidé le
cli-suggestions-by = par
cli-suggestions-note = note
cli-suggestions-accepted = { $code } est accepté : corrigez la fiche avec `maille record put`
cli-suggestions-refused = { $code } est refusé
## maille duplicates
maille-duplicates = Trouve les fiches en double, et garde ce que vous décidez
maille-duplicates-list = Liste les paires qui se ressemblent, les plus probables d’abord
maille-duplicates-show = Dit pourquoi deux fiches se ressemblent
maille-duplicates-merge = Fusionne : la première fiche reste, la seconde y entre
maille-duplicates-different = Note que deux fiches sont deux choses : la paire ne revient plus
maille-duplicates-undecided = Reprend « différentes » : la paire peut revenir
maille-duplicates-merges = Liste les fusions
maille-duplicates-undo = Défait une fusion : les deux fiches reviennent
maille-duplicates-list--limit = Nombre de paires
maille-duplicates--first = L’identifiant d’une fiche
maille-duplicates--second = L’identifiant de l’autre
maille-duplicates-merge--first = L’identifiant de la fiche qui reste
maille-duplicates-merge--second = L’identifiant de la fiche qui y entre
maille-duplicates-undo--gone = L’identifiant de la fiche qui avait disparu
cli-duplicates-score = ressemblance { $score } sur 100
cli-duplicates-total = { $total ->
    [0] aucune paire n’attend de décision
    [one] une paire attend une décision : `maille duplicates show`, puis `merge` ou `different`
   *[other] { $total } paires attendent une décision : `maille duplicates show`, puis `merge` ou `different`
}
cli-duplicates-merged = fusionnées : { $gone } est entrée dans { $kept } (`maille duplicates undo { $gone }` la fait revenir)
cli-duplicates-different = notées différentes : { $first } et { $second }
cli-duplicates-undecided = la paire peut revenir
cli-duplicates-undone = la fiche { $gone } est revenue
cli-duplicates-no-merges = aucune fusion
cli-duplicates-merge = { $at }, { $by } : { $gone } ({ $name }) dans { $kept }
## maille peer
maille-peer = Gère les voisins : les instances dont l’annuaire est gardé à côté du nôtre
maille-peer-add = Demande à une instance d’échanger les annuaires, une fois ses six mots comparés
maille-peer-approve = Accepte la demande d’une instance, ou reprend l’échange après une pause
maille-peer-list = Liste les voisins et dit où en est l’échange
maille-peer-show = Montre un voisin ; sans nom, cette instance et ses six mots
maille-peer-ask = Interroge un voisin maintenant, et dit ce qui en est sorti
maille-peer-suspend = Met l’échange en pause : les copies restent, rien ne vient plus
maille-peer-end = Met fin à l’échange : les copies des deux côtés sont effacées
maille-peer-fork = Écrit la preuve qu’un voisin a raconté deux histoires, ou vérifie une telle preuve
maille-peer-fork--peer = Le nom du voisin
maille-peer-fork--check = Vérifie la preuve de ce fichier avec les clés connues ici
maille-peer-coordinator = Croit désormais les listes d’une instance qui coordonne, une fois ses six mots comparés
maille-peer-coordinator--address = Où elle répond : annuaire.region.fr
maille-peer-roster = Montre les instances d’une liste signée par une coordination, et les approuve d’un coup
maille-peer-roster--file = Le fichier de la liste
maille-peer-new-key = Fait une nouvelle clé pour cette instance, et le dit aux voisins
maille-peer-revoke-key = Remplace tout de suite une clé volée, avec la clé de secours
maille-peer-revoke-key--recovery = Le fichier de la clé de secours, sorti de son tiroir
maille-peer-revoke-key--last = La dernière entrée sûre du journal ; sans elle, la dernière qui est ici
maille-peer-add--address = Où elle répond : annuaire.gironde.fr, ou https://annuaire.gironde.fr:8443
maille-peer--peer = Le nom du voisin, comme `maille peer list` le montre
maille-peer--yes = Ne pose pas de question : les mots ont été comparés
value-peer = VOISIN
value-check = PREUVE
value-file = FICHIER
value-text = TEXTE
value-recovery = CLÉ
value-last = ENTRÉE
cli-peer-address = { $address } n’est pas l’adresse d’une instance : écrivez par exemple annuaire.gironde.fr
cli-peer-who = { $name } ({ $origin }) répond. Ses six mots, à comparer au téléphone avec la personne qui l’administre :
cli-peer-ours = Les vôtres, que cette personne doit lire chez elle :
cli-peer-shares = Elle partage : { $theirs }. Vous partagez : { $ours }.
cli-peer-shares-theirs = Elle partage : { $theirs }.
cli-peer-asks = { $name } ({ $address }) demande à échanger les annuaires. Ses six mots, à comparer au téléphone :
cli-peer-same = Les six mots sont-ils les mêmes ? (oui/non)
cli-peer-end = Les copies de ses fiches seront effacées ici, et les vôtres chez elle. Continuer ? (oui/non)
cli-peer-yes = comparez les six mots, puis recommencez avec --yes
cli-peer-nothing = Rien n’a été changé.
cli-peer-requested = La demande part vers { $name } dès que cette instance tourne. L’échange commence quand elle l’accepte.
cli-peer-approved = L’échange avec { $name } est ouvert : les fiches arrivent dès que cette instance tourne.
cli-peer-suspended = L’échange avec { $name } est en pause : `maille peer approve` le reprend.
cli-peer-ended = L’échange avec { $name } est terminé : ses fiches ont été effacées ici, et l’effacement des vôtres lui est demandé.
cli-peer-new-key-sure = L’ancienne clé ne vaudra plus dans trente jours, et les six mots changent. Continuer ? (oui/non)
cli-peer-new-key = La nouvelle clé est faite. Redémarrez l’instance dans les trente jours ; les voisins suivent d’eux-mêmes. Sauvegardez de nouveau le dossier `keys`.
cli-peer-twin = Une autre machine publie sous votre nom : { $who } garde de votre journal, sous votre signature, autre chose que ce que celle-ci a dit. Éteignez l’une des deux, puis relancez l’autre : elle reprend ce qui a été dit.
cli-peer-forked = { $name } a raconté deux histoires : l’autre a été entendue par { $who }, jusqu’à l’entrée { $entry }. `maille peer fork { $name }` en donne la preuve.
cli-peer-forked-itself = { $name } a raconté deux histoires, en son propre nom (entrée { $entry }) : deux machines qui ont sa clé publient sans doute en même temps. `maille peer fork { $name }` en donne la preuve.
cli-peer-forked-left = { $name } avait raconté deux histoires (entrée { $entry }, entendue par { $who }), puis a recommencé son journal : une sauvegarde remise en place l’explique.
cli-peer-via = { $minutes ->
    [0] Pendant qu’il ne répond pas, ses fiches viennent par l’intermédiaire de { $who } ; la dernière fois à l’instant.
    [one] Pendant qu’il ne répond pas, ses fiches viennent par l’intermédiaire de { $who } ; la dernière fois il y a une minute.
   *[other] Pendant qu’il ne répond pas, ses fiches viennent par l’intermédiaire de { $who } ; la dernière fois il y a { $minutes } minutes.
}
cli-peer-mirror-fault = Il a donné { $times } fois, comme journal de { $owner }, ce qui n’en était pas : { $why }
cli-peer-refused = { $times ->
    [one] refusé en son nom : { $code }, une fois
   *[other] refusé en son nom : { $code }, { $times } fois
 }
cli-peer-refused-others = { $times ->
    [one] refusé à des inconnus : { $code }, une fois
   *[other] refusé à des inconnus : { $code }, { $times } fois
 }
cli-peer-fork-unknown = il n’y a pas de preuve que { $name } a raconté deux histoires
cli-peer-fork-holds = La preuve tient : { $name } a signé deux histoires qui se contredisent à l’entrée { $entry }.
cli-peer-fork-none = ce fichier ne prouve rien avec les clés connues ici : { $why }
cli-peer-told-wrong = { $count ->
    [one] une chose qu’il a dite d’autres instances ne tenait pas : { $why }
   *[other] { $count } choses qu’il a dites d’autres instances ne tenaient pas ; la dernière : { $why }
 }
cli-peer-revoke-sure = L’ancienne clé ne vaudra plus rien dès que les voisins le sauront, et les six mots changent. Arrêtez d’abord l’instance. Continuer ? (oui/non)
cli-peer-revoked = La clé volée est révoquée : rien de ce qu’elle signe après l’entrée { $entry } ne tient plus. Le journal recommence (époque { $epoch }). Redémarrez l’instance maintenant ; les voisins suivent d’eux-mêmes, en un quart d’heure. Remettez la clé de secours dans son tiroir, et sauvegardez de nouveau le dossier `keys`.
cli-peer-coordinator-sure = Les six mots sont-ils les mêmes ? Ses listes remplaceront vos propres comparaisons. (oui/non)
cli-peer-coordinator = Les listes de { $name } sont crues désormais : `maille peer roster FICHIER` les lit.
cli-peer-roster-new = serait approuvée
cli-peer-roster-other-key = connue ici avec une autre clé : laissée de côté, téléphonez-leur
cli-peer-roster-none = Rien de nouveau sur cette liste.
cli-peer-roster-sure = Approuver toutes celles qui sont nouvelles ? (oui/non)
cli-peer-roster = { $count ->
    [one] Une instance est approuvée : l’échange commence quand elle vous approuve aussi.
   *[other] { $count } instances sont approuvées : l’échange commence quand elles vous approuvent aussi.
 }
cli-peer-roster-not = cette liste n’est pas utilisée : { $why }
cli-peer-none = aucun voisin pour l’instant : `maille peer add ADRESSE` en demande un
cli-peer-unknown = aucun voisin ne s’appelle { $name } : `maille peer list` les montre
cli-peer-not-met = { $who } : { $why }
cli-peer-off = cette instance n’échange rien avec d’autres : { $why }
cli-peer-relation-none = inconnu
cli-peer-relation-requested-by-us = demande envoyée, sans réponse
cli-peer-relation-requested-by-them = attend votre accord : `maille peer approve`
cli-peer-relation-approved = échange ouvert
cli-peer-relation-suspended-by-us = en pause, par vous
cli-peer-relation-suspended-by-them = en pause, par ce voisin
cli-peer-relation-suspended-by-both = en pause, par les deux
cli-peer-relation-ended = terminé
cli-peer-agreed = { $minutes ->
    [0] même contenu des deux côtés, comparé à l’instant
    [one] même contenu des deux côtés, comparé il y a une minute
   *[other] même contenu des deux côtés, comparé il y a { $minutes } minutes
}
cli-peer-never = rien n’est encore comparé
cli-peer-held = { $records ->
    [0] aucune de ses fiches n’est ici
    [one] une de ses fiches est ici
   *[other] { $records } de ses fiches sont ici
}
cli-peer-lag = { $entries ->
    [0] rien ne manque de son journal
    [one] il manque ici une entrée de son journal, sur { $last }
   *[other] il manque ici { $entries } entrées de son journal, sur { $last }
}
cli-peer-lag-short = { $entries ->
    [one] il manque une entrée
   *[other] il manque { $entries } entrées
}
cli-peer-read-there = elle a lu notre journal jusqu’à l’entrée { $entry }, à ce qu’elle dit
cli-peer-tried = { $minutes ->
    [0] dernier essai : à l’instant
    [one] dernier essai : il y a une minute
   *[other] dernier essai : il y a { $minutes } minutes
}
cli-peer-asked-later = { $name } sera interrogé dès que cette instance tourne : `maille peer show { $name }` dira ce qu’il en est
cli-peer-not-asked = rien n’est échangé avec { $name } : { $relation }
cli-peer-twice = deux machines publient sous le nom { $name } : un journal recommencé (époque { $epoch }) a été entendu par { $who }, et l’adresse connue répond encore dans l’époque { $here }. Téléphonez-leur : une seule des deux doit rester allumée.
cli-peer-to-say = un message attend que cette instance tourne
cli-peer-fault = ne répond pas comme il faut : { $why }
cli-peer-stopped = arrêté, rien n’est plus pris de ce voisin : { $why }
cli-peer-to-do = À faire : { $mend }
cli-peer-clock-ahead = son horloge avance de { $seconds } secondes sur la nôtre
cli-peer-clock-behind = son horloge retarde de { $seconds } secondes sur la nôtre
## maille code
maille-code = Fait des codes pour les visiteurs sans compte qui contribuent
maille-code-print = Fait des codes et les montre, une seule fois
maille-code-print--count = Combien de codes, 50 au plus
maille-code-print--purpose = Pour quoi, pour qui ; n’écrivez le nom de personne
maille-code-list = Liste les codes imprimés, le plus récent d’abord : identifiant, fait le, utilisé le, repris le, par qui, pour quoi
maille-code-revoke = Reprend un code imprimé : il n’ouvre plus rien
maille-code-revoke--id = L’identifiant que montre `maille code list`
maille-code-erase = Efface l’adresse d’une personne qui contribue, avec ses codes
maille-code-erase--address = L’adresse électronique
cli-code-count = écrivez un nombre de 1 à { $count }
cli-code-once = ces codes ne sont montrés qu’une fois : donnez-en un à chaque personne
cli-code-none = il n’y a pas de code { $id } à reprendre : `maille code list` montre ceux qu’il y a
cli-code-revoked = le code { $id } n’ouvre plus rien
cli-code-no-address = personne ne contribue à l’adresse « { $address } » : vérifiez-la
cli-code-erased = l’adresse et ses codes sont effacés ; ce qui a été publié se retire à part

## maille account
maille-account = Gère les comptes depuis la machine, quand personne ne peut se connecter
maille-account-list = Liste les comptes
maille-account-add = Crée un compte, et montre le lien pour choisir son mot de passe
maille-account-link = Montre un nouveau lien pour choisir un mot de passe
maille-account-disable = Ferme un compte : il n’ouvre plus rien
maille-account-add--name = Le nom de la personne
maille-account--login = L’identifiant, par exemple une adresse électronique
maille-account-add--role = Son rôle : visitor, partner, mediator, auditor ou administrator
maille-account--mail = Envoie aussi le lien par message, à l’adresse qui sert d’identifiant
maille-mail = Vérifie que les messages partent
maille-mail-test = Envoie un message d’essai tout de suite, et dit ce que répond le serveur
maille-mail-test--address = L’adresse qui le reçoit
maille-audit = Montre le journal des actes, et vérifie que sa chaîne tient
maille-audit--last = Combien d’actes montrer, les derniers
value-login = IDENTIFIANT
value-role = RÔLE
cli-account-none = aucun compte pour l’instant : maille doctor montre le lien du premier
cli-account-open = ouvert
cli-account-invited = invité
cli-account-disabled = fermé
cli-account-added = Le compte de { $name } est créé. Ce lien, à lui donner, sert une seule fois, pendant trois jours :
cli-account-link = Avec ce lien, { $name } choisit un mot de passe ; il sert une seule fois, pendant trois jours :
cli-account-closed = Le compte de { $name } est fermé.
cli-account-first = Pour créer le premier compte qui administre, ouvrez ce lien ; il sert une seule fois, pendant trois jours :
cli-account-unknown = ce compte n’existe pas, ou il est fermé : `maille account list` les montre
cli-account-taken = un compte a déjà l’identifiant { $login } : choisissez-en un autre
cli-account-name = ce nom ne convient pas : 100 caractères au plus
cli-account-login = cet identifiant ne convient pas : sans espace, par exemple une adresse électronique
cli-account-last = c’est le dernier compte qui administre : donnez d’abord ce rôle à un autre
cli-account-no-address = l’identifiant { $login } n’est pas une adresse électronique : donnez le lien vous-même
cli-account-mailed = Le lien part aussi par message à { $login }, dès que l’instance tourne.
cli-mail-none = cette instance n’envoie pas de messages : écrivez `url` et `from` sous `[mail]` dans maille.toml
cli-mail-address = « { $address } » n’est pas une adresse électronique : par exemple camille@example.org
cli-mail-taken = { $server } a pris le message pour { $address }. S’il n’arrive pas : regardez les indésirables, puis le journal de ce serveur.
cli-mail-silent = { $server } ne répond pas à temps : vérifiez le nom, le port, et que le pare-feu laisse sortir
cli-mail-unreachable = { $server } ne se laisse pas joindre : vérifiez `mail.url`, et que le pare-feu laisse sortir
cli-mail-encryption = pas de connexion chiffrée avec { $server } : `smtps://` sur le port 465, `smtp://` avec STARTTLS sur le port 587, et un certificat valable à ce nom
cli-mail-not-offered = { $server } ne propose pas ce qui est demandé, chiffrer (STARTTLS) ou recevoir un mot de passe : essayez `smtps://`, ou sans utilisateur
cli-mail-password = { $server } refuse l’utilisateur ou le mot de passe (réponse { $code }) : vérifiez `mail.url` et `mail.password_file`
cli-mail-later = { $server } ne prend pas le message maintenant (réponse { $code }) : réessayez dans une heure
cli-mail-refused = { $server } refuse le message (réponse { $code }) : vérifiez que `mail.from` est une adresse qu’il laisse écrire
cli-audit-whole = { $count ->
    [one] un acte, la chaîne tient
   *[other] { $count } actes, la chaîne tient
}
cli-audit-broken = la chaîne est rompue à l’acte { $number } : quelqu’un a changé le journal dans la base. Comparez avec une sauvegarde
cli-doctor-federation = { $name } échange son annuaire avec { $count ->
    [0] personne pour l’instant
    [one] un voisin
   *[other] { $count } voisins
}
cli-doctor-federation-disabled = l’échange avec d’autres instances est éteint (`enabled` sous [federation] dans maille.toml)
cli-doctor-federation-name = cette instance n’échange rien avec d’autres : pour le faire, mettez son nom de machine dans `origin` sous [instance] dans maille.toml
cli-doctor-federation-address = cette instance n’échange rien avec d’autres : pour le faire, mettez son adresse dans `public_url` sous [server] dans maille.toml
cli-doctor-federation-keys = les clés de { $path } ne sont pas celles qui ont signé les fiches : les voisins refusent tout
cli-doctor-federation-keys-mend = remettez le dossier `keys` qui va avec cette base, d’une sauvegarde, puis relancez le serveur
cli-doctor-federation-off = cette instance n’échange rien avec d’autres : { $why }
cli-doctor-federation-off-mend = corrigez ce que dit ce message, puis relancez le serveur
cli-doctor-recovery = la clé de secours est encore dans { $path }
cli-doctor-recovery-mend = copiez ce fichier sur une clé USB, gardez-la sous clé, puis supprimez-le de cette machine
cli-doctor-peer-requests = { $count ->
    [one] une instance demande à échanger les annuaires
   *[other] { $count } instances demandent à échanger les annuaires
}
cli-doctor-peer-requests-mend = `maille peer list` les montre ; comparez les six mots par téléphone, puis `maille peer approve`
cli-doctor-peer-stopped = plus rien n’est pris de { $name } : { $why }
cli-doctor-peer-stopped-mend = appelez la personne qui administre { $name } ; `maille peer approve { $name }` reprend, `maille peer end { $name }` y met fin
cli-doctor-peer-silent = { $name } ne répond plus depuis un jour : { $why }
cli-doctor-peer-silent-mend = appelez la personne qui administre { $name } ; les copies restent, et l’échange reprend seul
cli-doctor-peer-clock = l’horloge de { $name } diffère de { $seconds } secondes de la nôtre
cli-doctor-peer-clock-mend = mettez à l’heure celle des deux machines qui se trompe, par exemple avec chrony
cli-doctor-plain = les visiteurs ne viennent pas par HTTPS : les mots de passe passent en clair
cli-doctor-plain-mend = mettez un serveur mandataire devant, et son adresse dans `public_url` sous [server] dans maille.toml
cli-doctor-administrator = quelqu’un administre cette instance
cli-doctor-no-administrator = personne n’administre encore cette instance
cli-doctor-no-administrator-mend = ouvrez le lien que montre `maille doctor`
cli-doctor-link = le lien du premier compte n’a pas pu être fait : { $error }
cli-doctor-link-mend = regardez le disque, puis recommencez

## maille fediverse
maille-fediverse = Dit qui suit cette instance depuis le fédivers, et si ses nouvelles arrivent
maille-fediverse-status = Montre les abonnés par serveur, ce qui attend d’être envoyé et ce qui est arrivé
maille-fediverse-drop = Retire les abonnés d’un serveur ; ils peuvent s’abonner de nouveau
maille-fediverse-drop--host = Le nom du serveur, comme `maille fediverse status` le montre
value-host = SERVEUR
cli-fediverse-handle = { $handle } : { $count ->
    [0] aucune fiche lisible
    [one] 1 fiche lisible
   *[other] { $count } fiches lisibles
} depuis le fédivers
cli-fediverse-followers = { $count ->
    [0] aucun abonné
    [one] 1 abonné
   *[other] { $count } abonnés
}
cli-fediverse-columns = par ligne : serveur, abonnés, envois en attente, état
cli-fediverse-arrives = les envois arrivent
cli-fediverse-unreachable = injoignable ; nouvel essai le { $due }
cli-fediverse-silent = ne répond pas à temps ; nouvel essai le { $due }
cli-fediverse-refuses = ne prend pas les envois ({ $fault }) ; nouvel essai le { $due }
cli-fediverse-dead = { $count ->
    [one] 1 envoi refusé pendant deux jours a été abandonné
   *[other] { $count } envois refusés pendant deux jours ont été abandonnés
} ces trente derniers jours
cli-fediverse-count-actors-asked = questions posées à des serveurs, pour vérifier qui écrit
cli-fediverse-count-dropped = messages reçus et laissés de côté
cli-fediverse-count-followed = abonnements
cli-fediverse-count-letters-sent = envois essayés
cli-fediverse-count-refused = messages refusés
cli-fediverse-count-reported = signalements, à lire dans `maille suggestions list`
cli-fediverse-count-unfollowed = désabonnements
cli-fediverse-nobody = personne ne suit depuis { $host } : `maille fediverse status` montre les serveurs
cli-fediverse-dropped = { $count ->
    [one] 1 abonné de { $host } est retiré
   *[other] { $count } abonnés de { $host } sont retirés
}
cli-fediverse-disabled = le fédivers ne lit pas cette instance : écrivez `enabled = true` sous `[fediverse]` dans maille.toml
cli-fediverse-name = donnez à `instance.origin`, dans maille.toml, le nom d’hôte de l’instance, par exemple `annuaire.creuse.fr`
cli-fediverse-address = donnez à `server.public_url`, dans maille.toml, `https://` suivi de `instance.origin` : sur le fédivers, un nom est une adresse
cli-fediverse-kind = `fediverse.kinds` nomme « { $kind } » dans maille.toml : il y a `event`, `organisation` et `place`
cli-fediverse-other = le fédivers ne lit pas cette instance : { $why }
cli-doctor-fediverse = fédivers : { $count ->
    [0] aucun abonné
    [one] 1 abonné
   *[other] { $count } abonnés
}
cli-doctor-fediverse-failing = { $count ->
    [one] 1 serveur du fédivers ne prend pas les envois
   *[other] { $count } serveurs du fédivers ne prennent pas les envois
}
cli-doctor-fediverse-failing-mend = lancez `maille fediverse status` : ils sont essayés de nouveau d’eux-mêmes
cli-doctor-fediverse-name = le fédivers ne lit pas cette instance : elle n’a pas de nom
cli-doctor-fediverse-name-mend = donnez à `origin`, sous [instance] dans maille.toml, son nom d’hôte, par exemple `annuaire.creuse.fr`
cli-doctor-fediverse-address = le fédivers ne lit pas cette instance : elle répond à une autre adresse que son nom
cli-doctor-fediverse-address-mend = donnez à `public_url`, sous [server] dans maille.toml, `https://` suivi de `origin`
cli-doctor-fediverse-kind = le fédivers ne lit pas cette instance : « { $kind } » n’est pas un genre qu’il connaît
cli-doctor-fediverse-kind-mend = mettez dans `kinds`, sous [fediverse] dans maille.toml, `event`, `organisation` ou `place`
cli-doctor-fediverse-off = le fédivers ne lit pas cette instance : { $why }
cli-doctor-fediverse-off-mend = corrigez ce que dit ce message, puis relancez le serveur

## maille moderation
maille-moderation = Lit ce que des habitants écrivent ou signalent, et en décide
maille-moderation-list = Liste ce qui attend une décision, le plus ancien d’abord
maille-moderation-list--decided = Liste ce qui est décidé, le plus récent d’abord
maille-moderation-list--after = Le nombre après lequel continuer, que la liste précédente donne
maille-moderation-show = Montre un dossier en entier
maille-moderation-accept = Accepte ce qui est confié, et le publie ; garde ce qui n’est que signalé
maille-moderation-refuse = Refuse ou retire une fiche ; la raison et les mots sont gardés pour son auteur
maille-moderation-refuse--reason = Une raison : `subject`, `incomplete`, `double`, `false`, `spam`, `offensive`, `private`, `illegal` ou `other`
maille-moderation-refuse--words = Ce qui ne va pas, pour l’auteur de la fiche
maille-moderation-mode = Choisit pour un genre de fiche si l’on regarde avant ou après la publication
maille-moderation-mode--kind = Le genre de fiche, par exemple `commons.offer`
maille-moderation-mode--mode = `before` : rien ne paraît sans accord ; `after` : la fiche paraît aussitôt
maille-moderation--reference = Le numéro du dossier, par exemple `K7QF-3MZD`
cli-moderation-reason = « { $reason } » n’est pas une raison : écrivez l’une de { $known }
cli-moderation-mode = « { $mode } » n’est ni `before` ni `after`
cli-moderation-kind = il n’y a pas de genre de fiche « { $kind } » : `maille plugin list` montre les extensions
cli-moderation-before = { $kind } : rien ne paraît sans accord
cli-moderation-after = { $kind } : les fiches paraissent aussitôt, et attendent qu’on les regarde
cli-moderation-shown = { $count ->
    [0] aucun dossier
    [one] un dossier
   *[other] { $count } dossiers
}
cli-moderation-more = la suite : ajoutez --after { $after }
cli-moderation-none = il n’y a pas de dossier { $code } : `maille moderation list` montre ceux qu’il y a
cli-moderation-late = une décision a déjà été prise sur { $code } : `maille moderation show { $code }` la montre
cli-moderation-gone = supprimée depuis
cli-moderation-reference = numéro
cli-moderation-at = reçu le
cli-moderation-state = dossier
cli-moderation-record = fiche
cli-moderation-record-state = état
cli-moderation-plugin = extension
cli-moderation-contributor = écrit par
cli-moderation-report = signalement
cli-moderation-decided = décidé le
cli-moderation-by = par
cli-moderation-why = raison
cli-moderation-words = mots
cli-moderation-content = contenu
cli-moderation-accepted = { $code } : la fiche est publiée
cli-moderation-refused = { $code } : la fiche est retirée

# Sauvegardes
cli-backup-done = Sauvegardé et complet : { $path }, { $size }, { $files ->
    [one] un fichier
   *[other] { $files } fichiers
}. Elle contient les clés et des données personnelles : gardez-la comme l’instance elle-même.
cli-backup-next = Pour revenir à cet état, l’instance arrêtée :
cli-backup-exists = { $path } existe déjà : indiquez un autre nom, car une sauvegarde n’en remplace jamais une autre
cli-backup-inside = { $path } est dans le dossier de données, dont chaque sauvegarde contiendrait les précédentes : indiquez un autre dossier
cli-backup-busy = un autre programme écrit { $path } : attendez qu’il ait fini
cli-backup-file = { $path } ne se laisse pas lire ou écrire : vérifiez que le dossier existe et appartient à qui lance cette commande
cli-backup-foreign = ce fichier n’est pas une sauvegarde de Maille : indiquez celui qu’a écrit `maille backup`
cli-backup-damaged = cette sauvegarde est abîmée et rien n’a été changé : prenez-en une autre
cli-backup-digest = ce fichier n’est pas celui que vous attendez (son SHA-256 est { $found }) : prenez celui que `maille backup` avait annoncé
cli-backup-newer = cette sauvegarde vient d’une version plus récente, Maille { $program } : installez-la, puis recommencez
cli-backup-other = c’est la sauvegarde de { $found }, et le dossier est celui de { $here } : indiquez un autre dossier par `--data`
cli-backup-not-empty = { $path } contient autre chose qu’une instance : indiquez un dossier vide ou absent par `--data`
cli-backup-space = il faut { $needed } sur le disque et il reste { $free } : faites de la place, ou indiquez un autre dossier par `--data`
cli-restore-serving = l’instance répond encore sur { $listen } : arrêtez-la d’abord
cli-restore-done = { $name } est revenue à son état du { $made }, vérifié, dans { $folder }.
cli-restore-before = Ce qui s’y trouvait est gardé : { $path }. Effacez-le quand vous n’en aurez plus besoin.
cli-restore-erased = { $count ->
    [0] Rien n’avait été effacé depuis la sauvegarde.
    [one] Une fiche effacée depuis la sauvegarde l’a été de nouveau.
   *[other] { $count } fiches effacées depuis la sauvegarde l’ont été de nouveau.
}
cli-restore-erasures-unknown = Ce qui a été effacé depuis la sauvegarde n’a pas pu être lu : effacez-le de nouveau avec `maille record erase`.
cli-restore-erasures-elsewhere = Ce qui a été effacé depuis la sauvegarde est à effacer de nouveau avec `maille record erase`.
cli-restore-sessions = { $count ->
    [one] La session ou le lien ouvert à ce moment est fermé
   *[other] Les { $count } sessions et liens ouverts à ce moment sont fermés
} : chacun se connecte de nouveau. Vérifiez les comptes fermés depuis.
cli-restore-next = Ensuite :
cli-fault-not-copied = la base n’a pas pu être copiée avant sa mise à niveau et rien n’a été changé : faites de la place sur le disque, ou donnez le dossier à qui lance cette commande ({ $path })
cli-doctor-acts = { $count ->
    [one] le journal des actes se tient : une ligne
   *[other] le journal des actes se tient : { $count } lignes
 }
cli-doctor-acts-broken = la ligne { $number } du journal des actes n’est plus celle qui a été écrite
cli-doctor-acts-broken-mend = quelqu’un a pu toucher à la base de données : gardez-en une copie et comparez-la à vos sauvegardes
cli-doctor-backup = dernière sauvegarde : { $path }, il y a { $hours } h
cli-doctor-no-backup = aucune sauvegarde n’a encore été faite
cli-doctor-no-backup-mend = `maille serve` en fait une par jour ; `maille backup FICHIER` tout de suite
cli-doctor-backup-off = l’instance ne fait aucune sauvegarde par elle-même (`every_h = 0` dans [backup])
cli-doctor-backup-off-mend = assurez-vous que quelqu’un lance `maille backup`, ou ôtez cette ligne
cli-doctor-backup-old = la dernière sauvegarde a { $hours } h : { $path }
cli-doctor-backup-old-mend = lisez le journal de `maille serve`, faites de la place sur le disque, et lancez `maille backup`
cli-doctor-backup-fault = le dossier des sauvegardes ne se laisse pas lire : { $error }
cli-doctor-backup-fault-mend = donnez ce dossier à l’utilisateur de l’instance, ou nommez-en un autre dans [backup]

## `maille config`
cli-config-good = { $path } : tout se lit
cli-config-faults =
    { $count ->
        [one] Un défaut.
       *[other] { $count } défauts.
    }
cli-config-faulty =
    { $count ->
        [one] Un défaut, que `maille config check` explique ; à sa place, la valeur par défaut.
       *[other] { $count } défauts, que `maille config check` explique ; à leur place, les valeurs par défaut.
    }
cli-config-none = (rien)
cli-config-default = par défaut
cli-config-line = { $path }, ligne { $line }
cli-config-variable = variable { $name }
cli-config-fault = { $place } : { $wrong }
cli-config-unread = { $path } ne se lit pas ({ $why })
cli-config-unread-mend = vérifiez le nom du fichier, et que le compte de l’instance peut le lire
cli-config-syntax = ce n’est pas du TOML ({ $why })
cli-config-syntax-mend = une ligne s’écrit `clé = "texte"`, `clé = 30` ou `clé = true` ; une section, `[section]`
cli-config-duplicate = « { $key } » est écrit deux fois
cli-config-duplicate-mend = gardez une seule des deux lignes
cli-config-unknown = la clé « { $key } » n’existe pas
cli-config-near = vouliez-vous dire « { $near } » ?
cli-config-known = ici se trouvent : { $known }
cli-config-known-none = effacez-la ; `maille config show` montre toutes les clés
cli-config-type = « { $key } » attend { $wanted }
cli-config-type-mend = écrivez par exemple `{ $example }`
cli-config-type-mend-bare = corrigez la valeur, ou effacez la ligne
cli-config-wanted-text = un texte entre guillemets
cli-config-wanted-number = un nombre entier, ni négatif ni trop grand
cli-config-wanted-yes-or-no = `true` ou `false`
cli-config-wanted-list = une liste entre crochets
cli-config-wanted-section = une section avec ses clés
cli-config-wanted-other = une autre valeur
cli-config-missing = dans « { $key } », il manque `{ $other }`
cli-config-missing-mend = ajoutez une ligne `{ $other } = …`
cli-config-value = « { $key } » ne convient pas ({ $why })
cli-config-value-timezone = écrivez un fuseau horaire, par exemple `Europe/Paris`
cli-config-value-origin = écrivez un nom d’hôte seul, par exemple `annuaire.creuse.fr`
cli-config-value-listen = écrivez une adresse et un port, par exemple `127.0.0.1:8095`
cli-config-value-public-url = écrivez l’adresse que l’on tape, sans rien derrière : `https://maille.exemple.fr`
cli-config-value-database = écrivez `postgres://utilisateur@hôte/base`, ou effacez la ligne
cli-config-value-mail = écrivez `smtps://utilisateur@smtp.exemple.fr`, et le mot de passe dans le fichier que nomme `password_file`
cli-config-value-from = écrivez `Maille <ne-pas-repondre@exemple.fr>`
cli-config-value-oidc = écrivez `issuer = "https://…"` et `client_id = "…"` sous `[oidc]`, et `public_url` sous `[server]`
cli-config-value-oidc-secret = nommez le fichier qui tient le secret seul : `client_secret_file = "oidc.secret"`
cli-config-value-proxies = écrivez les adresses de vos serveurs mandataires : `["127.0.0.1", "10.0.0.0/8"]`
cli-config-value-tls = nommez les deux fichiers : `tls_certificate = "/etc/…/fullchain.pem"` et `tls_key = "/etc/…/privkey.pem"`
cli-config-value-metrics-listen = écrivez `127.0.0.1:9095`, ou nommez un jeton dans `token_file`
cli-config-value-metrics-token = écrivez un long jeton dans ce fichier : `openssl rand -hex 32`
cli-config-value-other = corrigez la valeur, ou effacez la ligne : chaque clé a une valeur par défaut
cli-config-open = « { $key } » est un secret, et toute personne sur cette machine peut lire { $path }
cli-config-open-mend = chmod 600 { $path }, puis changez le secret s’il a pu être lu
cli-config-prefix = personne ne lit cette variable
cli-doctor-retention = Ce dont la durée est passée a été effacé il y a peu
cli-doctor-retention-late = Des données gardées assez longtemps ne sont plus effacées : { $names }
cli-doctor-retention-late-mend = Laissez tourner `maille serve` ; s’il tourne déjà, lisez son journal
maille-person = Trouve, exporte et efface ce que l’instance garde d’une personne
maille-person-export = Donne ce qui est gardé d’une personne, en JSON
maille-person-export--person = Une adresse électronique, un nom ou un identifiant
maille-person-erase = Montre ce qui serait effacé, et l’efface avec `--confirm`
maille-person-erase--person = Une adresse électronique, un nom ou un identifiant
maille-person-erase--confirm = Efface pour de bon
maille-person-erase--only = N’efface que cet élément ; à répéter
cli-person-wanted = Écrivez une adresse électronique entière ou un nom d’au moins 4 lettres
cli-person-last = C’est le dernier compte qui administre : créez-en un autre d’abord avec `maille account add`
cli-person-confirm = { $count } éléments marqués d’un × seraient effacés. Ajoutez `--confirm` pour les effacer, `--only` pour en choisir.
cli-person-more = Attention : plus de { $count } éléments nomment cette personne, seuls les premiers sont là. Donnez une adresse entière, ou effacez ceux-ci et cherchez encore.
cli-person-erased = Effacé : { $count } éléments. La liste des effacements, à côté des sauvegardes, les efface de nouveau après une restauration.
cli-restore-persons = Effacé de nouveau d’après la liste des effacements : { $count } éléments
maille-plugin-remove--keep = Garde ses documents, ses images et ses valeurs pour une installation plus tard
maille-plugin-remove--export = Écrit ses fiches, documents, images et valeurs dans ce fichier (tar.gz), puis efface ces trois derniers
cli-plugin-remove-choose = Dites ce que deviennent les données de { $plugin } : `--keep` les garde, `--export FICHIER` les écrit puis les efface, `--purge` les efface. Ses fiches restent dans l’annuaire.
cli-plugin-given-away = { $path } : { $records } fiches, { $values } valeurs, { $documents } documents, { $images } images

# La carte
cli-map-given = Carte donnée : { $name }
cli-map-what = { $size }, { $tiles }, zoom { $from } à { $to }, { $bounds }
cli-map-vector = tuiles vectorielles
cli-map-raster = tuiles en images
cli-map-next = Elle est proposée à côté des plans de l’annuaire, sans redémarrage, et part avec chaque sauvegarde. Chaque machine qui répond a besoin de la sienne.
cli-map-none = Aucune carte : l’annuaire propose ses plans. Pour en donner une : maille map give FICHIER.pmtiles
cli-map-removed = Carte retirée : l’annuaire propose ses plans.
cli-map-outside = { $outside ->
    [one] Attention : { $outside } commune connue sur { $communes } est hors de cette carte.
   *[other] Attention : { $outside } communes connues sur { $communes } sont hors de cette carte.
 }
cli-map-file = { $path } ne peut pas être lu ou écrit : vérifiez le nom et les droits
cli-map-foreign = { $path } n’est pas un fichier PMTiles : donnez un fichier .pmtiles, version 3
cli-map-mbtiles = { $path } est au format MBTiles : convertissez-le d’abord (pmtiles convert carte.mbtiles carte.pmtiles)
cli-map-version = ce fichier est en PMTiles version { $version } : il faut la version 3 (pmtiles convert)
cli-map-truncated = le fichier est incomplet : { $there } présents sur { $wanted } annoncés ; téléchargez-le de nouveau
cli-map-damaged = le fichier est abîmé : téléchargez-le ou produisez-le de nouveau
cli-map-packing = les tuiles sont compressées avec { $packing }, que les navigateurs ne savent pas lire : produisez la carte avec gzip
cli-map-kind = ce type de tuiles n’est pas dessiné ({ $kind }) : il faut des tuiles vectorielles (MVT) ou des images PNG, JPEG ou WebP
cli-map-no-layers = cette carte vectorielle ne nomme pas ses couches : il faut celles du fond de carte de Protomaps (earth, water, roads…), ou des tuiles en images
cli-map-layers = les couches de cette carte vectorielle sont { $layers } : il faut celles du fond de carte de Protomaps (earth, water, roads…), ou des tuiles en images
cli-map-attribution = ce fichier ne dit pas d’où viennent ses données : dites-le, par exemple avec --attribution "© les contributeurs d’OpenStreetMap"
cli-map-edges = les limites de cette carte ne tiennent pas ({ $edges }) : produisez-la de nouveau
cli-map-busy = une autre commande donne une carte en ce moment : attendez qu’elle finisse
cli-map-space = le disque manque de place : il faut { $needed }, { $free } sont libres
cli-doctor-signature = { $plugin } : les octets ne sont plus ceux que son éditeur a signés, l’extension n’est pas chargée
cli-doctor-signature-mend = réinstallez-la depuis le fichier de l’éditeur, et cherchez qui a changé la base de données
cli-doctor-map = carte : { $name }
cli-doctor-map-none = pas de carte, l’annuaire propose ses plans (pour en donner une : maille map give FICHIER.pmtiles)
cli-doctor-map-fault = la carte n’est pas proposée : { $error }
cli-doctor-map-fault-mend = donnez-la de nouveau (maille map give FICHIER.pmtiles), ou retirez-la (maille map remove)
