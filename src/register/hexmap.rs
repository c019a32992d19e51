//! The United Kingdom as one hexagon for each authority that ships: where each stands on the grid.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

const SHIPPED: &str = include_str!("data/hexmap.json");

/// The place of an authority on a grid of hexagons that stand on a point.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Hex {
    /// The name in short.
    #[serde(rename = "n")]
    pub name: String,
    /// The column. In odd rows it lies half a hexagon further east.
    pub q: i32,
    /// The row, counted northwards.
    pub r: i32,
    /// Letters that stand for the authority where there is no room for its name.
    pub code: String,
}

/// Every hexagon, by the id of its authority.
#[derive(Debug, Deserialize)]
pub struct HexMap {
    hexes: BTreeMap<String, Hex>,
}

impl HexMap {
    /// The map that ships with the program (origin and licence: DATA-LICENCES.md).
    #[expect(clippy::expect_used, reason = "the embedded file is read by a test")]
    pub fn shipped() -> &'static Self {
        static MAP: LazyLock<HexMap> =
            LazyLock::new(|| serde_json::from_str(SHIPPED).expect("the embedded map is JSON"));
        &MAP
    }

    /// Where an authority stands; `None` for one that a workspace added.
    pub fn get(&self, authority: &str) -> Option<&Hex> {
        self.hexes.get(authority)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Hex)> {
        self.hexes.iter().map(|(id, hex)| (id.as_str(), hex))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::register::Register;

    #[test]
    fn every_authority_that_ships_has_one_hexagon_of_its_own() {
        let (map, register) = (HexMap::shipped(), Register::shipped());
        for authority in register.iter() {
            assert!(map.get(&authority.id).is_some(), "{} has none", authority.id);
        }
        assert_eq!(map.iter().count(), register.iter().count());
        let places: BTreeSet<(i32, i32)> = map.iter().map(|(_, hex)| (hex.q, hex.r)).collect();
        assert_eq!(places.len(), map.iter().count(), "two stand in one place");
    }

    #[test]
    fn the_map_and_the_columns_of_the_register_say_the_same() {
        let text = include_str!("data/uk-childrens-services.csv");
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        for row in rows.deserialize::<std::collections::HashMap<String, String>>() {
            let row = row.unwrap();
            let hex = HexMap::shipped().get(&row["id"]).unwrap();
            let place = (hex.q.to_string(), hex.r.to_string());
            assert_eq!(place, (row["hex_q"].clone(), row["hex_r"].clone()), "{}", row["id"]);
        }
    }
}
