# Les extensions, pour qui administre.
extensions-title = Extensions
extensions-lead = Les services de cette instance. Chaque extension ne peut faire que ce que vous lui accordez, et peut être mise en pause à tout moment.
extensions-list = Extensions installées
extensions-none = Aucune extension n’est installée. Ajoutez-en une ci-dessous.
extension-add = Ajouter une extension, ou la mettre à jour
extension-add-text = Le fichier est vérifié et essayé avant d’être installé. Rien ne lui est accordé sans vous. Une extension du même nom est mise à jour : si la nouvelle version demande plus de droits, elle attend votre accord et l’ancienne continue.
extension-file = Fichier de l’extension
extension-file-hint = { $count ->
    [one] Un fichier .wasm d’un mégaoctet au plus.
   *[other] Un fichier .wasm de { $count } mégaoctets au plus.
 }
extension-install = Installer
extension-no-file = Choisissez le fichier .wasm d’une extension.
extension-too-large = Ce fichier est trop gros pour une extension.
extension-no-plugin = Ce fichier n’est pas une extension de Maille. Demandez à son auteur le fichier .wasm que « maille plugin build » produit.
extension-mount-taken = L’adresse { $mount } est déjà celle de l’extension « { $by } ». Retirez celle-ci d’abord, ou demandez une autre adresse à l’auteur.
extension-other-publisher = L’éditeur de la version en service ({ $pinned }) n’a pas signé celle-ci, signée par { $found }. Rien n’a changé. Demandez à l’éditeur ; si le changement est voulu : « maille plugin install FICHIER --new-publisher » sur la machine.
extension-nobody = personne
extension-signature = La signature de cette extension ne tient pas : le fichier a changé depuis. Reprenez-le chez son éditeur.
extension-publisher = Éditeur
extension-unsigned = Non signée : rien ne dit qui l’a publiée
extension-signature-state = Signature
extension-signature-changed = Les octets ont changé depuis : l’extension n’est pas chargée. Réinstallez-la depuis le fichier de l’éditeur.
extension-home-fails = La page d’accueil de l’extension échoue : elle n’a pas été installée. Transmettez le message à son auteur.
extension-broken = L’extension n’a pas été installée. Transmettez le message à son auteur.
extension-cause = Message pour l’auteur de l’extension
extension-version = Version { $version }
extension-runs = En service
extension-paused = En pause
extension-paused-why = Les visiteurs lisent qu’elle se repose. Raison notée : { $why }.
extension-traps = { $count ->
    [one] En service, avec un échec ces dernières minutes
   *[other] En service, avec { $count } échecs ces dernières minutes
 }
extension-lacks = { $count ->
    [one] En service, mais il lui manque un droit qu’elle demande
   *[other] En service, mais il lui manque { $count } droits qu’elle demande
 }
extension-waits = La version { $version } attend votre accord
extension-waits-text = Elle demande en plus ce qui suit. Cochez-le plus bas pour l’accorder : la nouvelle version prend alors la place de l’ancienne.
extension-waiting-refuse = Refuser cette version
extension-title = Extension : { $name }
extension-state = État
extension-version-name = Version
extension-id = Identifiant
extension-mount = Adresse
extension-hash = Empreinte SHA-256
extension-visit = Voir ses pages
extension-grants-title = Ce qu’elle peut faire
extension-grants = Elle demande à pouvoir
extension-grants-hint = Décochez ce que vous refusez. L’extension continue, sans cela.
extension-grants-none = Elle ne demande rien, et rien ne lui est accordé.
extension-grants-save = Enregistrer les droits
extension-host = Ajouter un hôte qu’elle peut joindre
extension-host-hint = Un nom de domaine, par exemple agenda.example.fr
extension-host-fault = Écrivez un nom de domaine, par exemple agenda.example.fr, sans https:// ni rien derrière.
extension-settings = Réglages
extension-settings-save = Enregistrer les réglages
extension-tasks = Tâches
extension-look-again = Voir où en sont les tâches
extension-task-every = Se lance toute seule, toutes les { $every }, après une première fois.
extension-task-on-demand = Se lance à la demande.
extension-task-never = Jamais lancée.
extension-task-begun = Commencée le { $when }.
extension-task-ended = Terminée le { $when }.
extension-task-failed = Arrêtée le { $when } sans arriver à la fin. Ce qui était fait est gardé : relancez-la une fois la cause corrigée.
extension-task-ordered = Demandée par { $name } le { $when }.
extension-task-run = Lancer
extension-documents = Documents
extension-documents-none = Aucun document.
extension-documents-more = Seuls les cent premiers sont montrés. « maille plugin give » en reçoit un dossier entier.
extension-document = Donner un fichier à l’extension
extension-document-hint = { $count ->
    [one] Un mégaoctet au plus. Un fichier du même nom est remplacé.
   *[other] { $count } mégaoctets au plus. Un fichier du même nom est remplacé.
 }
extension-document-fault = { $count ->
    [one] Choisissez un fichier d’un mégaoctet au plus, dont le nom est court.
   *[other] Choisissez un fichier de { $count } mégaoctets au plus, dont le nom est court.
 }
extension-document-give = Donner ce fichier
extension-document-about = { $size }, reçu le { $when }
extension-document-delete = Retirer ce document
kilobytes = { $count ->
    [one] 1 ko
   *[other] { $count } ko
 }
extension-decide = Pause, retour et retrait
extension-pause = Mettre en pause
extension-pause-text = Les visiteurs liront que ce service se repose. Rien n’est perdu.
extension-resume = Reprendre
extension-resume-text = L’extension répondra de nouveau aux visiteurs.
extension-back = Revenir à cette version
extension-back-data = Revenir à la version et aux données d’avant
extension-back-data-text = Vous pouvez aussi reprendre ce que l’extension gardait le { $date }, à la mise à jour : { $kept } entrées, { $now } aujourd’hui. Celles d’aujourd’hui sont mises de côté et reviennent si vous repartez vers la version suivante ; les fiches restent, avec leur historique.
extension-back-no-data = Les données d’avant ne sont plus là : elles sont gardées trente jours.
extension-back-text = La version { $version } était en service avant celle-ci. Revenir remet son programme en place ; les fiches et les documents restent tels qu’ils sont.
extension-back-nothing = Il n’y a pas de version précédente.
extension-back-fails = La version précédente ne peut pas être remise en place. Celle d’aujourd’hui continue.
extension-waiting-fails = La nouvelle version a reçu ses droits, mais sa page d’accueil échoue. L’ancienne continue. Demandez une version corrigée à son auteur.
extension-log = Voir son journal
extension-log-title = Journal : { $name }
extension-log-lead = Ce que l’extension a dit, et ses échecs. Le plus récent d’abord.
extension-log-none = L’extension n’a encore rien dit.
extension-log-error = erreur
extension-log-warning = avertissement
extension-log-info = information
extension-remove = Retirer cette extension
extension-remove-title = Retirer : { $name }
extension-remove-text = Ses pages ne répondront plus. Les fiches qu’elle a faites restent dans l’annuaire.
extension-remove-data = Que faire de ses documents, de ses images et de ce qu’elle a gardé ?
extension-remove-keep = Les garder, pour une installation plus tard
extension-remove-purge = Les effacer pour toujours
extension-remove-export-hint = Pour en garder une copie avant de les effacer : « maille plugin remove --export FICHIER », sur la machine.
extension-remove-choose = Choisissez ce que deviennent ses données.
extension-removed = L’extension est retirée.
extension-done-installed = L’extension est installée. Regardez ce qu’elle demande, et accordez-lui ce que vous voulez.
extension-done-updated = Le fichier est reçu. Vérifiez ci-dessous la version en service.
extension-done-granted = Les droits sont enregistrés.
extension-done-switched = Les droits sont enregistrés, et la nouvelle version est en service.
extension-done-set = Les réglages sont enregistrés.
extension-done-given = Le document est reçu.
extension-done-deleted = Le document est retiré.
extension-done-ordered = La tâche est demandée : elle commence dans un instant.
extension-done-paused = L’extension est en pause.
extension-done-resumed = L’extension répond de nouveau.
extension-done-back = La version précédente est de nouveau en service.
extension-done-refused = La version qui attendait est écartée.
