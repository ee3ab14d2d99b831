title = Démarches
home-lead = Trouvez une démarche, les papiers à préparer et le lieu qui vous aide.
empty-title = Aucune fiche n'est encore disponible
empty =
    Le guide se remplira bientôt. Vous pouvez chercher dès maintenant sur [Service-Public](https://www.service-public.gouv.fr).

    Pour l'administrateur : donnez les fiches avec la commande `maille plugin give procedures DOSSIER`, puis lancez la tâche « Importer les fiches ». La tâche « Télécharger les archives officielles » fait les deux.
home-count-one = Une fiche dans ce guide. La plus récente est du { $date }.
home-count = { $count } fiches dans ce guide. La plus récente est du { $date }.
audience-particuliers = Particuliers
audience-professionnels = Professionnels
audience-associations = Associations
themes = Thèmes : { $audience }
life-events = Comment faire si…
guided = Être guidé pas à pas
latest = Modifié récemment
latest-date = mis à jour le { $date }

search-label = Que cherchez-vous ?
search-hint = Par exemple : carte d'identité, RSA, permis de construire.
search-public = Vous êtes
search-submit = Chercher
search-title = Démarches : « { $words } »
search-count-one = Une réponse trouvée.
search-count = { $count } réponses trouvées.
search-none = Rien n'a été trouvé pour « { $words } ».
search-advice =
    - Vérifiez l'orthographe, ou essayez un mot plus court.
    - Essayez un autre mot : « logement » au lieu de « appartement ».
    - Choisissez un thème sur la [page des démarches](/).
    - Demandez de l'aide à une personne : un conseiller peut chercher avec vous.
search-page = Page { $page }

missing = La fiche { $id } n'est pas dans ce guide.
missing-official = La chercher sur Service-Public
missing-home = Toutes les démarches

other-audiences = Ce numéro de fiche existe aussi pour :
being-updated-title = Fiche en cours de mise à jour
being-updated = Le service qui publie cette fiche est en train de la modifier. Vérifiez les informations avant de faire la démarche.
warning-date = Depuis le { $date }.
adapted-title = Cette page suit vos réponses
adapted-whole = Voir toute la page
summary-title = L'essentiel, en mots simples
summary-author = Écrit par { $author }. { $date }

local-before = Avant de commencer, près de chez vous
local-before-in = Avant de commencer, dans { $territory }
local-steps = Les étapes près de chez vous
local-steps-in = Les étapes dans { $territory }
local-after = Et après, près de chez vous
local-after-in = Et après, dans { $territory }
places-way = Voir les lieux qui peuvent vous aider
places = Les lieux qui vous aident près de chez vous
places-in = Les lieux qui vous aident dans { $territory }

access-form = Ouvrir le formulaire
access-letter = Ouvrir le modèle
access-simulator = Ouvrir le simulateur
access-service = Ouvrir le service en ligne
access-about = Proposé par
cerfa = Numéro cerfa
form-number = Numéro du formulaire

contents = Dans ce dossier
services = Services en ligne et formulaires
offices = Où s'adresser ?
office-places = Voir les lieux près de chez vous
office-electronic = Demande possible par voie électronique
guides = Trouver la réponse pas à pas
questions = Questions et réponses
related = Démarches qui utilisent ce document
see-also = Voir aussi
neighbours = Dans le même dossier
more = Pour en savoir plus
partners = Partenaires
references = Textes de loi et références
definitions = Définitions
abbreviations = Sigles

cases-situations = Quelle est votre situation ?
cases-ways = Comment voulez-vous faire ?
cases-question = Quel est votre cas ?
case-unnamed = Autre cas
way-online = En ligne
way-on-site = Sur place
way-by-post = Par courrier

condition-title = Cela vous concerne si :
condition-question = Selon votre situation
condition-label = Cela vous concerne si : { $phrase }
condition-or = ou
condition-and = et
condition-undefined = { $label } (ou si vous ne savez pas)
condition-unnamed = votre situation correspond au cas { $name }

guide-first = Choisissez ce qui vous correspond
guide-next = Question suivante
guide-chosen = Vos réponses
guide-change = Changer cette réponse
guide-leads = La fiche qui vous correspond
guide-result = Voir la fiche
questions-title = Adapter cette page à votre situation
questions-submit = Adapter la page

picture = Illustration :
picture-credit = Crédit : { $credit }

import-going = { $done } documents lus sur { $total }.
import-fetched = Archive reçue pour { $audience } ({ $megabytes } Mo).
import-summary = Fiches prises : { $taken }, changées : { $changed }, inchangées : { $unchanged }, réparées : { $repaired }, refusées : { $refused }, retirées : { $withdrawn }.
import-unknown = Éléments inconnus, dont le contenu est gardé : { $names }.
import-unknown-element = élément inconnu { $name } ({ $count }), son contenu est gardé
import-withdrawn = retirée : son éditeur ne l'a plus
import-read-already = cet import a déjà lu une édition aussi récente
import-too-large = elle dépasse la taille d'une fiche (1 Mio)
import-too-deep = ses éléments sont trop imbriqués pour une fiche
import-size = elle fait { $size } octets ; la limite est de { $limit }
import-lacks = il manque { $missing } des { $known } fiches dans l'archive ; aucune n'a été retirée : est-elle entière ?
import-not-an-archive = { $url } a répondu { $bytes } octets qui ne sont pas une archive zip : regardez `source_base` dans les réglages
import-not-fetched = impossible de télécharger { $url }. Si l'hôte n'est pas accordé : `maille plugin grant procedures`. Ou remettez les archives avec `maille plugin give procedures FICHIER` et lancez la tâche `import`. Cause : { $cause }

date = { $day } { $month } { $year }
date-first = 1er { $month } { $year }
month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre

near-title = Trouver de l'aide près de chez vous
near-label = Votre commune
near-hint = Un code postal ou le nom d'une commune. Rien n'est gardé.
near-submit = Voir qui peut m'aider
near-found = { $commune } : ces lieux et services, à moins de 20 km, peuvent vous aider pour cette démarche.
near-none = { $commune } : nous ne connaissons personne à moins de 20 km pour cette démarche.
near-all = Chercher dans tout l'annuaire
near-telephone = Appeler le { $number }
near-metres = à { $metres } m
near-kilometres = à { $kilometres } km
near-unknown = Nous ne connaissons pas cette commune. Vérifiez le nom, ou écrivez le code postal.
near-ambiguous = Plusieurs communes portent ce nom. Écrivez plutôt le code postal.
