-- Plans ask for the communes of a rectangle, on each page of a record: a band of latitude is a thirtieth of the country.
create index commune_by_place on commune (latitude, longitude);
