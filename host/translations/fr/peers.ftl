# Les instances voisines, pour qui administre.
peers-title = Voisins
peers-lead = Les instances d’autres territoires avec lesquelles celle-ci échange des fiches. Chacune reste propriétaire des siennes.
peers-off = Cette instance n’échange rien avec d’autres
peers-off-disabled = L’échange est éteint. Pour l’allumer, écrivez « enabled = true » sous « [federation] » dans maille.toml, puis relancez le serveur.
peers-off-name = Il lui manque un nom. Écrivez « origin » sous « [instance] » dans maille.toml, par exemple « maille.creuse.fr », puis relancez le serveur. Ce nom est donné pour toujours.
peers-off-address = Il lui manque une adresse. Écrivez « public_url » sous « [server] » dans maille.toml, par exemple « https://maille.creuse.fr », puis relancez le serveur.
peers-off-other = Corrigez ce que dit le message suivant, puis relancez le serveur.
peers-twin = Une autre machine publie sous votre nom
peers-twin-text = { $who } garde de votre journal, sous votre signature, autre chose que ce que cette machine a dit. Une copie de votre base, avec ses clés, tourne sans doute ailleurs.
peers-twin-mend = éteignez l’une des deux machines, puis relancez l’autre : elle reprend ce qui a été dit sous votre nom. Prévenez ensuite vos voisins : ils ne reprennent rien de vous tant qu’ils n’ont pas approuvé de nouveau.
peers-asked = Ce qui attend votre décision
peers-known = Instances voisines
peers-none = Il n’y a pas encore de voisin.
peers-ended = Échanges terminés
peers-add = Ajouter un voisin
peers-add-text = Vous verrez qui répond à cette adresse, avant que rien ne soit demandé.
peers-look = Voir qui répond
peers-own = Comment les autres vous reconnaissent
peers-own-text = Lisez ces six mots à la personne qui administre l’autre instance, quand elle vous le demande au téléphone.
peers-waiting = { $count ->
    [one] Une instance attend votre décision.
   *[other] { $count } instances attendent votre décision.
 }
peer-address = Adresse
peer-address-hint = Celle que la personne qui administre l’autre instance vous donne, par exemple https://maille.creuse.fr
peer-not-an-address = Écrivez l’adresse d’une instance, par exemple https://maille.creuse.fr, sans rien derrière.
peer-not-in-time = Cette adresse n’a pas répondu à temps. Vérifiez-la, puis essayez encore.
peer-other-words = Cette adresse répond maintenant avec d’autres mots. Recommencez, et comparez-les encore.
peer-not-met = { $why } (Message : { $said })
peer-not-ourselves = Cette adresse est la vôtre. Écrivez celle de l’autre instance.
peer-not-this-machine = Cette adresse mène à la machine elle-même. Écrivez celle que l’autre instance a sur Internet.
peer-not-silent = Personne ne répond à cette adresse. Vérifiez-la auprès de la personne qui vous l’a donnée.
peer-not-maille = Ce qui répond à cette adresse n’est pas une instance de Maille. Vérifiez l’adresse.
peer-not-versions = Les deux programmes sont de versions trop différentes. Mettez à jour le plus ancien.
peer-not-other-key = Cette instance a une autre clé que celle que vous avez approuvée. Téléphonez-leur : si c’est voulu, mettez d’abord fin à l’échange.
peer-not-known = Vous connaissez déjà cette instance : elle est dans la liste.
peer-not-other = Cette instance ne peut pas être ajoutée.
peer-met-title = Est-ce bien votre voisin ?
peer-met-lead = Une instance a répondu. Rien ne lui est encore demandé.
peer-compare = Comparer les six mots
peer-compare-text = Téléphonez à la personne qui administre l’autre instance, à un numéro que vous connaissez déjà. Chacun lit ses six mots à l’autre. Un seul mot différent, et ce n’est pas elle : ne continuez pas.
peer-their-words = Ce que l’autre personne doit lire :
peer-our-words = Ce que vous lui lisez :
peer-words = Ses six mots
peer-who = Qui c’est
peer-name = Nom
peer-origin = Nom d’hôte
peer-they-share = Ce qu’elle partage
peer-we-share = Ce que vous partagez
peer-shares-nothing = rien
peer-decide = Votre décision
peer-met-next = Si les mots sont les mêmes, demandez l’échange. Rien ne part et rien n’arrive avant que l’autre instance approuve aussi.
peer-met-asked-first = Cette instance vous a déjà demandé l’échange. Si les mots sont les mêmes, il commence tout de suite.
peer-ask = Les mots sont les mêmes : demander
peer-approve = Les mots sont les mêmes : approuver
peer-approve-text = L’échange commence tout de suite : chacune copie ce que l’autre partage.
peer-differ = Les mots ne sont pas les mêmes : ne rien faire
peer-title = Voisin : { $name }
peer-since = Depuis le { $when }.
peer-unknown = Inconnu
peer-requested-by-us = Vous avez demandé : l’autre instance n’a pas encore répondu
peer-requested-by-them = L’autre instance demande : votre décision est attendue
peer-approved = Approuvé des deux côtés
peer-suspended-by-us = Suspendu par vous
peer-suspended-by-them = Suspendu par l’autre instance
peer-suspended-by-both = Suspendu des deux côtés
peer-ended = Terminé
peer-state-stopped = Plus rien n’est repris de cette instance.
peer-state-unsaid = Votre décision n’a pas encore pu lui être dite : elle ne répond pas.
peer-state-silent = Ne répond plus : dernière réponse { $ago }.
peer-state-never = N’a encore jamais répondu.
peer-state-begins = La première copie va commencer.
peer-state-agreed = Les deux gardent la même chose, vérifié { $ago }.
peer-state-copying = A répondu { $ago } : la copie n’est pas encore complète.
peer-trouble-unreachable = On ne peut pas la joindre
peer-mend-unreachable = vérifiez avec eux que leur site s’ouvre à cette adresse, et que son certificat est valable. Les essais continuent tout seuls.
peer-trouble-slow = Elle répond trop lentement
peer-mend-slow = il n’y a rien à faire si cela ne dure pas. Si cela dure un jour, téléphonez-leur.
peer-trouble-refused = Elle refuse vos demandes
peer-mend-refused = vérifiez que les deux horloges sont à l’heure, et demandez-leur si l’échange est toujours approuvé chez eux.
peer-trouble-behind = Elle a oublié une partie de ce qu’elle disait
peer-mend-behind = une sauvegarde y a sans doute été remise en place. Elle le dira d’elle-même ; si cela dure un jour, téléphonez-leur.
peer-trouble-broken = Son journal se contredit
peer-mend-broken = téléphonez-leur. Les copies d’avant restent. Quand la cause est connue, essayez encore, ou mettez fin à l’échange.
peer-trouble-full = Elle envoie plus que ce qui est gardé d’une instance
peer-mend-full = téléphonez-leur. Si c’est voulu, augmentez « peer_records_max » ou « peer_bytes_max » sous « [federation] » dans maille.toml, relancez le serveur, puis essayez encore.
peer-trouble-forked = Elle a raconté deux histoires différentes
peer-mend-forked = téléphonez-leur, et gardez la preuve ci-dessous : une clé a peut-être été volée, ou deux machines publient sous ce nom. Quand la cause est connue, essayez encore, ou mettez fin à l’échange.
peer-trouble-parked = Ce qu’elle envoie fait tomber le programme qui le lit
peer-mend-parked = téléphonez-leur, et signalez-le à qui fait le programme. Après une mise à jour, chez eux ou ici, essayez encore.
peer-trouble-other = L’échange a échoué
peer-mend-other = les essais continuent tout seuls. Si cela dure un jour, lisez le message avec la personne qui gère la machine.
peer-said = Message :
peer-exchange = Où en est l’échange
peer-held = Fiches copiées ici
peer-records = { $count ->
    [0] aucune
    [one] une fiche
   *[other] { $count } fiches
 }
peer-aside-kind = { $count ->
    [one] dont une gardée sans être montrée : sa sorte n’est pas connue ici
   *[other] dont { $count } gardées sans être montrées : leur sorte n’est pas connue ici
 }
peer-aside-misfit = { $count ->
    [one] dont une gardée sans être montrée : elle n’a pas la forme attendue ici
   *[other] dont { $count } gardées sans être montrées : elles n’ont pas la forme attendue ici
 }
peer-aside-clash = { $count ->
    [one] dont une gardée sans être montrée : une autre instance a une fiche du même numéro
   *[other] dont { $count } gardées sans être montrées : une autre instance a des fiches des mêmes numéros
 }
peer-aside-key = { $count ->
    [one] dont une gardée sans être montrée : une autre de ses fiches a le même nom
   *[other] dont { $count } gardées sans être montrées : d’autres de ses fiches ont les mêmes noms
 }
peer-aside-other = { $count ->
    [one] dont une gardée sans être montrée
   *[other] dont { $count } gardées sans être montrées
 }
peer-read = Son journal, lu ici jusqu’à
peer-entry = { $entry ->
   *[other] l’entrée { $entry }
 }
peer-entry-none = pas encore commencé
peer-lag = { $count ->
    [one] il manque ici une entrée
   *[other] il manque ici { $count } entrées
 }
peer-read-there = Votre journal, lu chez elle, à ce qu’elle dit, jusqu’à
peer-tried = Dernier essai
peer-told = Votre journal, annoncé jusqu’à
peer-entry-of = { $entry ->
   *[other] l’entrée { $entry } sur { $last }
 }
peer-untold = { $count ->
    [one] un changement n’est pas encore annoncé
   *[other] { $count } changements ne sont pas encore annoncés
 }
peer-answered = Dernière réponse
peer-agreed = Dernier accord : les deux gardaient la même chose
peer-never = jamais
peer-clock = Son horloge
peer-clock-same = Elle est à la même heure que la vôtre.
peer-clock-ahead = Elle avance de { $length }.
peer-clock-behind = Elle retarde de { $length }.
peer-seconds = { $count ->
    [one] une seconde
   *[other] { $count } secondes
 }
peer-minutes = { $count ->
    [one] une minute
   *[other] { $count } minutes
 }
peer-hours = { $count ->
    [one] une heure
   *[other] { $count } heures
 }
peer-clock-off = Les deux horloges sont trop éloignées
peer-clock-mend = Au-delà de cinq minutes, les demandes sont refusées. Réglez l’heure des deux machines sur le réseau (NTP).
peer-fork = La preuve de deux histoires
peer-fork-text = Cette instance a signé deux documents qui ne peuvent pas être vrais tous les deux. Ils parlent de la même entrée de son journal : la { $entry }. Qui connaît sa clé peut le vérifier.
peer-fork-told = L’autre histoire a été entendue par { $who }.
peer-fork-told-itself = L’autre histoire est venue sous son propre nom : deux machines qui ont sa clé publient sans doute en même temps.
peer-twice = Deux machines publient sous son nom
peer-twice-itself = Une machine qui a sa clé a recommencé son journal (époque { $epoch }) et l’a dit ici. L’adresse que vous connaissez ne le sait pas : elle répond encore dans l’époque { $here }.
peer-twice-told = Une machine qui a sa clé a recommencé son journal (époque { $epoch }) : { $who } l’a entendue. L’adresse que vous connaissez ne le sait pas : elle répond encore dans l’époque { $here }.
peer-twice-mend = téléphonez-leur. Une copie de leur base, avec ses clés, tourne sans doute ailleurs : une seule des deux machines doit rester allumée. Rien n’est pris de celle que vous ne connaissez pas.
peer-twice-seen = C’est réglé
peer-twice-seen-text = L’avertissement s’efface. Il revient si l’autre machine parle encore.
peer-fork-left = Depuis, elle a recommencé son journal et le dit, comme après une sauvegarde remise en place : cela l’explique.
peer-fork-export = Télécharger la preuve (JSON)
peer-told-others = Ce qu’elle dit des autres instances
peer-told-wrong = { $count ->
    [one] une indication ne tenait pas, et n’a pas compté
   *[other] { $count } indications ne tenaient pas, et n’ont pas compté
 }
peer-away = Ses fiches, pendant qu’elle ne répond pas
peer-via = Reçues par l’intermédiaire de { $who }, { $ago }
peer-mirror = Ce qu’elle donne des journaux d’autres
peer-mirror-fault = { $times ->
    [one] de { $owner } : une fois, ce n’était pas ce que { $owner } a signé
   *[other] de { $owner } : { $times } fois, ce n’était pas ce que { $owner } a signé
 }
peer-refused-often = Ce qui a été refusé en son nom
peer-refused-one = { $times ->
    [one] { $code } : une fois, { $ago }
   *[other] { $code } : { $times } fois, la dernière { $ago }
 }
peer-suspend = Suspendre
peer-suspend-text = Plus rien ne part ni n’arrive, jusqu’à ce que vous repreniez. Les copies restent.
peer-resume = Reprendre
peer-resume-text = L’échange reprend là où il s’était arrêté, si l’autre instance ne l’a pas suspendu.
peer-again = Essayer encore
peer-again-text = Son journal est lu de nouveau à partir de l’endroit où il s’est contredit.
peer-ask-now = Interroger maintenant
peer-ask-now-text = Sans attendre la prochaine fois. Regardez cette page de nouveau dans une minute.
peer-end = Mettre fin à l’échange
peer-end-title = Mettre fin à l’échange avec { $name } ?
peer-end-lead = Voici ce qui est perdu :
peer-end-here = { $count ->
    [0] Il n’y a pas de copie de ses fiches ici.
    [one] La copie de sa fiche est effacée ici, tout de suite.
   *[other] Les copies de ses { $count } fiches sont effacées ici, tout de suite.
 }
peer-end-there = On lui demande d’effacer les copies de vos fiches. Personne ne peut prouver qu’elle l’a fait.
peer-end-again = Pour recommencer, il faudra comparer les six mots de nouveau, des deux côtés.
peer-end-instead = Pour une pause, suspendez plutôt : les copies restent.
peer-end-submit = Mettre fin et effacer les copies
peer-end-keep = Garder l’échange
peer-refuse = Refuser cette demande
peer-refuse-title = Refuser la demande de { $name } ?
peer-refuse-lead = Rien n’a encore été échangé. L’autre instance est prévenue, et peut demander de nouveau.
peer-refuse-later = Décider plus tard
peer-done-asked = La demande part. L’échange commence quand l’autre instance approuve.
peer-done-approved = C’est approuvé. La première copie commence.
peer-done-suspended = L’échange est suspendu.
peer-done-resumed = L’échange reprend.
peer-done-ended = L’échange est terminé. Les copies sont effacées ici.
peer-done-asked-now = Cette instance va être interrogée.
peer-refused-changed = Rien n’a été fait : la situation a changé depuis que vous avez ouvert la page. Voici où elle en est.
peer-refused-words = Rien n’a été fait : les mots ne sont plus ceux que vous avez comparés. Comparez-les encore.
