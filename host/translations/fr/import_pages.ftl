# Les imports, dans l'administration.
imports-title = Imports
imports-lead = Un import prend un fichier d’un autre producteur et en fait des fiches. Le même fichier une deuxième fois ne change rien.
imports-none = Rien n’a encore été importé.
imports-no-more = Il n’y a pas d’import plus ancien.
import-new = Importer un fichier
import-lead = Choisissez le format, puis un fichier de votre ordinateur ou son adresse. Vous pourrez suivre l’import, puis lire ce qui est arrivé à chaque ligne.
import-at-work = Un import est en cours : { $input }
import-follow = Suivre cet import
import-busy = Un import est déjà en cours
import-busy-text = Un seul import travaille à la fois. Attendez sa fin, puis revenez.
import-format = Format du fichier
format-mediation-numerique = Lieux de médiation numérique (CSV national)
format-data-inclusion = data·inclusion (JSON)
format-local-services = Annuaire de l’administration (JSON)
format-france-services = France services (GeoJSON)
format-openagenda = OpenAgenda (JSON)
format-mapped = Un autre format, avec une table de correspondance
import-mapping = Table de correspondance
import-mapping-hint = Seulement pour « un autre format ».
import-mapping-none = Aucune
import-file = Fichier
import-file-hint = { $count ->
   *[other] { $count } mégaoctets au plus.
 }
import-address = Adresse du fichier
import-address-hint = À la place d’un fichier. L’adresse commence par https://
import-source = Nom court de la source
import-source-hint = S’il n’est pas dans le fichier, par exemple : hub-du-nord
import-department = Département
import-department-hint = Pour ne prendre que ce département, par exemple : 49
import-whole = Ce que contient le fichier
import-whole-hint = Une fiche retirée revient si un fichier de la même source la contient de nouveau.
import-whole-part = Une partie de ce que dit la source : aucune fiche n’est retirée
import-whole-all = Tout ce que dit la source : retirer les fiches qu’il ne contient plus, sauf s’il en manque plus d’un tiers
import-whole-many = Tout ce que dit la source : retirer les fiches qu’il ne contient plus, même s’il en manque beaucoup
import-fault-whole-communes = Les communes viennent de l’INSEE et ne se retirent pas. Choisissez « Une partie ».
import-submit = Importer
import-fault-nothing = Choisissez un fichier, ou écrivez son adresse.
import-fault-both = Choisissez un fichier ou une adresse, pas les deux. Choisissez le fichier de nouveau si c’est lui que vous voulez.
import-fault-address = Cette adresse ne convient pas. Elle commence par https:// et contient le nom d’un site public.
import-fault-department = Ce code n’est pas celui d’un département. Par exemple : 49, 2A ou 974.
import-fault-source = Ce nom est trop long : 60 caractères au plus.
import-fault-format = Choisissez un format de la liste.
import-fault-mapping = Ce format demande une table de correspondance. Choisissez-en une.
import-fault-busy = Un import est déjà en cours. Attendez sa fin.
import-fault-disk = Le fichier n’a pas pu être gardé. Il n’y a peut-être plus de place sur le disque.
import-order-title = Import demandé
import-order-waits = Cet import va commencer.
import-order-fetched = Le fichier est en cours de téléchargement.
import-order-ended = Cet import n’a pas commencé.
import-nothing-done = Rien n’a été importé
import-again = Recommencer avec un autre fichier
import-goes-on = Vous pouvez fermer cette page : l’import continue.
import-look-again = Voir où il en est
import-title = Import { $number } : { $source }
import-about = { $when }, { $who }, { $format }
import-by = par { $name }
import-by-command-line = depuis la machine
import-state = État
import-state-open = En cours
import-state-failed = Arrêté avant la fin
import-state-ended = Terminé
import-replaced = Un autre import de la même source a pris sa place.
import-kept = Ce qui a été pris avant l’arrêt est gardé. Corrigez le fichier, puis importez-le de nouveau.
import-input = Fichier ou adresse
import-begun = Commencé
import-read = Lignes lues
import-rows = { $count ->
    [0] aucune ligne
    [one] 1 ligne
   *[other] { $count } lignes
 }
import-counts = Résultat
import-count-none = rien encore
import-count-taken = { $count ->
    [0] aucune nouvelle
    [one] 1 nouvelle
   *[other] { $count } nouvelles
 }
import-count-changed = { $count ->
    [0] aucune changée
    [one] 1 changée
   *[other] { $count } changées
 }
import-count-unchanged = { $count ->
    [0] aucune inchangée
    [one] 1 inchangée
   *[other] { $count } inchangées
 }
import-count-repaired = { $count ->
    [0] aucune réparée
    [one] 1 réparée
   *[other] { $count } réparées
 }
import-count-refused = { $count ->
    [0] aucune refusée
    [one] 1 refusée
   *[other] { $count } refusées
 }
import-count-skipped = { $count ->
    [0] aucune laissée de côté
    [one] 1 laissée de côté
   *[other] { $count } laissées de côté
 }
import-count-withdrawn = { $count ->
    [0] aucune retirée
    [one] 1 retirée
   *[other] { $count } retirées
 }
import-report = Compte rendu, ligne par ligne
import-report-text = Les lignes qui n’ont rien changé et rien demandé ne sont pas listées.
import-report-csv = Télécharger le compte rendu en tableau (CSV)
import-report-txt = Télécharger le compte rendu en texte
import-narrow = Choisir les lignes
import-all = Toutes les lignes
import-no-line = Aucune ligne ici.
import-row = { $count ->
   *[other] Ligne { $count } :
 }
import-not-in-file = Absente du fichier :
import-outcome-taken = nouvelle fiche
import-outcome-changed = fiche changée
import-outcome-unchanged = fiche inchangée
import-outcome-refused = refusée
import-outcome-withdrawn = retirée
import-outcome-skipped = laissée de côté
format-communes = Communes de l’INSEE, ou leurs groupements (CSV ou JSON)
import-own-mapping = Votre propre table de correspondance
import-own-mapping-hint = Un fichier .toml de votre ordinateur, à la place d’une table de la liste.
import-fault-mapping-unused = Une table de correspondance ne sert qu’à « un autre format ». Choisissez ce format, ou n’envoyez pas de table.
import-fault-mapping-both = Choisissez une table de la liste ou la vôtre, pas les deux.
import-fault-own-mapping = Votre table de correspondance ne peut pas servir. Corrigez-la, puis envoyez-la de nouveau. Cause technique : { $cause }
import-state-cancelled = Annulé
import-cancelled = Annulé par { $name }.
import-cancelled-here = Annulé depuis la ligne de commande.
import-cancel = Annuler cet import
import-cancel-text = Ce qui est déjà pris reste. Le même fichier, importé plus tard, recommence au début et ne double rien.
import-cancel-submit = Oui, annuler l’import
