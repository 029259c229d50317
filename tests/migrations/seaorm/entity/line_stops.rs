use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "line_stops")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub line_id: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub stop_id: Uuid,
    pub platform: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::lines::Entity", from = "Column::LineId", to = "super::lines::Column::Id")]
    Lines,
}

impl ActiveModelBehavior for ActiveModel {}
