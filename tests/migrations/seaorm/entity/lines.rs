use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Eq)]
#[sea_orm(table_name = "lines")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i32,
    #[sea_orm(unique, column_type = "String(StringLen::N(4))")]
    pub code: String,
    #[sea_orm(column_type = "Text", nullable)]
    pub colour: Option<String>,
    pub opened: Option<Date>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(has_many = "super::trams::Entity")]
    Trams,
}

impl ActiveModelBehavior for ActiveModel {}
