# L’interface pour les programmes : seulement ce qui peut être dit plus simplement.
api-title = Les données pour les programmes
api-lead = Un programme peut lire ce qui est publié ici. Il ne faut pas de compte.
