// @generated automatically by Diesel CLI.

pub mod sql_types {
    #[derive(diesel::query_builder::QueryId, diesel::sql_types::SqlType)]
    #[diesel(postgres_type(name = "weather"))]
    pub struct Weather;
}

diesel::table! {
    ringing.rings (station, number) {
        station -> Uuid,
        number -> Int8,
        fitted -> Date,
        notes -> Nullable<Jsonb>,
        weight -> Nullable<Numeric>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use super::sql_types::Weather;

    /// What was seen.
    sightings (id) {
        id -> Int8,
        species_id -> Int4,
        seen_at -> Timestamptz,
        sky -> Nullable<Weather>,
        latitude -> Nullable<Float8>,
        birds -> Int4,
        photo -> Nullable<Bytea>,
    }
}

diesel::table! {
    species (id) {
        id -> Int4,
        #[sql_name = "type"]
        #[max_length = 40]
        type_ -> Varchar,
        latin -> Text,
        names -> Array<Nullable<Text>>,
    }
}

diesel::joinable!(sightings -> species (species_id));

diesel::allow_tables_to_appear_in_same_query!(sightings, species,);
