diesel::table! {
    warehouses (id) {
        id -> Int8,
        code -> Text,
        country_code -> Text,
    }
}

diesel::table! {
    stock (warehouse_id, product_id) {
        warehouse_id -> Int8,
        product_id -> Int8,
        quantity -> Int4,
        reorder_level -> Int4,
        counted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    stock_movements (id) {
        id -> Int8,
        warehouse_id -> Int8,
        product_id -> Int8,
        delta -> Int4,
        reason -> Text,
        moved_at -> Timestamptz,
    }
}

diesel::joinable!(stock -> warehouses (warehouse_id));
diesel::allow_tables_to_appear_in_same_query!(warehouses, stock, stock_movements);
