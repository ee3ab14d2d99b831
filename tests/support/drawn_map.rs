//! A map of the demonstration's Val-de-Maille, drawn here: a département that does not exist has no other. In shapes, in the layers of
//! Protomaps' basemap, as a département's own map would be; and in pictures, of one colour each.

use std::io::Cursor;

use mvt::{GeomData, GeomEncoder, GeomType, Layer, Tile};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use serde_json::json;

/// Whom its data comes from, as publishers write it.
pub const ATTRIBUTION: &str =
    "<a href=\"https://maille.example\">&copy; Cartographie fictive du Val-de-Maille</a>";
/// South, west, north, east, in degrees.
pub const EDGES: [f64; 4] = [46.2, 2.4, 46.43, 2.75];
pub const ZOOM: (u8, u8) = (8, 12);
const EXTENT: f64 = 4096.0;

type Point = (f64, f64);

/// Latitude and longitude of the three communes, with what a map says of them.
const TOWNS: [(&str, Point, &str, u64); 3] = [
    ("Saint-Aubin-les-Essais", (46.3125, 2.5605), "town", 9),
    ("Port-Jacquard", (46.3485, 2.6402), "town", 8),
    ("La Navette-sur-Maille", (46.281, 2.498), "village", 6),
];
/// The river from south-west to north-east.
const RIVER: [Point; 9] = [
    (46.2, 2.44),
    (46.245, 2.462),
    (46.276, 2.49),
    (46.29, 2.522),
    (46.305, 2.549),
    (46.322, 2.585),
    (46.341, 2.628),
    (46.366, 2.668),
    (46.43, 2.7),
];
const LAKE: [Point; 6] = [
    (46.372, 2.52),
    (46.381, 2.54),
    (46.379, 2.563),
    (46.367, 2.57),
    (46.359, 2.55),
    (46.362, 2.527),
];
const FOREST: [Point; 6] = [
    (46.25, 2.6),
    (46.274, 2.632),
    (46.268, 2.678),
    (46.24, 2.7),
    (46.222, 2.66),
    (46.23, 2.615),
];

/// The whole map in shapes.
pub fn shapes() -> Vec<u8> {
    let layers = ["earth", "landuse", "water", "roads", "places"];
    let layers: Vec<_> = layers
        .map(|id| json!({"id": id, "fields": {"kind": "String"}}))
        .into();
    let metadata = json!({
        "name": "Val-de-Maille (fictif)", "attribution": ATTRIBUTION, "vector_layers": layers,
    });
    write(TileType::Mvt, &metadata.to_string(), |z, x, y| {
        tile(z, x, y)
    })
}

/// The whole map in pictures.
pub fn pictures() -> Vec<u8> {
    let metadata = json!({"name": "Val-de-Maille (fictif)", "attribution": ATTRIBUTION});
    write(TileType::Png, &metadata.to_string(), |z, x, y| {
        let shade = (90 + 40 * ((x + y) % 2)) as u8;
        let picture = image::RgbImage::from_pixel(256, 256, image::Rgb([shade, 160, 10 * z]));
        let mut bytes = Cursor::new(Vec::new());
        picture
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    })
}

/// A file of these tiles.
pub fn write(kind: TileType, metadata: &str, tile: impl Fn(u8, u32, u32) -> Vec<u8>) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let [south, west, north, east] = EDGES;
    let mut writer = PmTilesWriter::new(kind)
        .min_zoom(ZOOM.0)
        .max_zoom(ZOOM.1)
        .bounds(west, south, east, north)
        .center((west + east) / 2.0, (south + north) / 2.0)
        .center_zoom(10)
        .metadata(metadata)
        .create(&mut file)
        .unwrap();
    for z in ZOOM.0..=ZOOM.1 {
        let (left, top) = place((north, west), z);
        let (right, bottom) = place((south, east), z);
        for y in top as u32..=bottom as u32 {
            for x in left as u32..=right as u32 {
                let at = TileCoord::new(z, x, y).unwrap();
                writer.add_tile(at, &tile(z, x, y)).unwrap();
            }
        }
    }
    writer.finalize().unwrap();
    file.into_inner()
}

/// Web Mercator, in tiles from the north-west.
fn place((latitude, longitude): Point, z: u8) -> (f64, f64) {
    let tiles = f64::from(1_u32 << z);
    let latitude = latitude.to_radians();
    let north = (latitude.tan() + 1.0 / latitude.cos()).ln();
    (
        (longitude + 180.0) / 360.0 * tiles,
        (1.0 - north / std::f64::consts::PI) / 2.0 * tiles,
    )
}

struct Sheet {
    z: u8,
    x: u32,
    y: u32,
}

impl Sheet {
    /// In the tile's own units.
    fn at(&self, point: Point) -> (f64, f64) {
        let (x, y) = place(point, self.z);
        let unit = |tile: f64, edge: u32| ((tile - f64::from(edge)) * EXTENT).round();
        (unit(x, self.x), unit(y, self.y))
    }

    fn geometry(&self, kind: GeomType, points: &[Point]) -> GeomData {
        let mut encoder = GeomEncoder::new(kind);
        for point in points {
            let (x, y) = self.at(*point);
            encoder.add_point(x, y).unwrap();
        }
        encoder.encode().unwrap()
    }

    fn add(&self, layer: Layer, kind: GeomType, points: &[Point], tags: &[(&str, &str)]) -> Layer {
        let mut feature = layer.into_feature(self.geometry(kind, points));
        for (name, value) in tags {
            feature.add_tag_string(name, value);
        }
        feature.into_layer()
    }

    fn holds(&self, point: Point) -> bool {
        let (x, y) = self.at(point);
        (0.0..EXTENT).contains(&x) && (0.0..EXTENT).contains(&y)
    }
}

/// Shapes go beyond their tile, which is no fault; names stand in one tile alone.
fn tile(z: u8, x: u32, y: u32) -> Vec<u8> {
    let sheet = Sheet { z, x, y };
    let mut tile = Tile::new(EXTENT as u32);
    let [south, west, north, east] = EDGES;
    let ground = [(north, west), (north, east), (south, east), (south, west)];
    let earth = tile.create_layer("earth");
    let earth = sheet.add(earth, GeomType::Polygon, &ground, &[("kind", "earth")]);
    tile.add_layer(earth).unwrap();

    let mut landuse = tile.create_layer("landuse");
    landuse = sheet.add(landuse, GeomType::Polygon, &FOREST, &[("kind", "forest")]);
    for (_, (latitude, longitude), _, size) in TOWNS {
        let half = 0.0009 * size as f64;
        let square = [(1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0)];
        let town =
            square.map(|(north, east)| (latitude + north * half, longitude + east * half * 1.4));
        landuse = sheet.add(
            landuse,
            GeomType::Polygon,
            &town,
            &[("kind", "residential")],
        );
    }
    tile.add_layer(landuse).unwrap();

    let water = tile.create_layer("water");
    let tags = [("kind", "lake"), ("name", "Étang de la Bobine")];
    let water = sheet.add(water, GeomType::Polygon, &LAKE, &tags);
    let tags = [("kind", "river"), ("name", "La Maille")];
    let water = sheet.add(water, GeomType::Linestring, &RIVER, &tags);
    tile.add_layer(water).unwrap();

    let mut roads = tile.create_layer("roads");
    let [aubin, jacquard, navette] = TOWNS.map(|(_, point, _, _)| point);
    let major = [("kind", "major_road"), ("kind_detail", "primary")];
    for road in [
        vec![(46.255, 2.4), navette, (46.296, 2.53), aubin],
        vec![aubin, (46.328, 2.606), jacquard, (46.352, 2.75)],
        vec![(46.43, 2.58), (46.36, 2.576), aubin, (46.2, 2.556)],
    ] {
        roads = sheet.add(roads, GeomType::Linestring, &road, &major);
    }
    if z >= 11 {
        let minor = [("kind", "minor_road"), ("kind_detail", "residential")];
        for (_, (latitude, longitude), _, size) in TOWNS {
            let reach = 0.0008 * size as f64;
            for step in -3..=3 {
                let aside = f64::from(step) * reach / 3.0;
                let along = [
                    (latitude + aside, longitude - reach * 1.4),
                    (latitude + aside, longitude + reach * 1.4),
                ];
                let across = [
                    (latitude - reach, longitude + aside * 1.4),
                    (latitude + reach, longitude + aside * 1.4),
                ];
                roads = sheet.add(roads, GeomType::Linestring, &along, &minor);
                roads = sheet.add(roads, GeomType::Linestring, &across, &minor);
            }
        }
    }
    tile.add_layer(roads).unwrap();

    let mut places = tile.create_layer("places");
    for (name, point, kind, rank) in TOWNS
        .into_iter()
        .filter(|(_, point, _, _)| sheet.holds(*point))
    {
        let mut feature = places.into_feature(sheet.geometry(GeomType::Point, &[point]));
        feature.add_tag_string("kind", "locality");
        feature.add_tag_string("kind_detail", kind);
        feature.add_tag_string("name", name);
        feature.add_tag_uint("population_rank", rank);
        feature.add_tag_uint("min_zoom", 7);
        places = feature.into_layer();
    }
    if places.num_features() > 0 {
        tile.add_layer(places).unwrap();
    }
    tile.to_bytes().unwrap()
}
