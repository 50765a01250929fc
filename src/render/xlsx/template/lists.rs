//! The values people choose from. They stand on a hidden sheet, because Excel takes no list longer than 255 characters
//! in a cell's rule.

use super::LISTS;
use crate::{
    model::{
        template::{Accepts, Template},
        workbook::column_letters,
    },
    render::xlsx::text,
};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Each list once, in the order in which columns need it.
pub(super) struct Lists<'a> {
    lists: Vec<&'a [String]>,
}

impl<'a> Lists<'a> {
    pub(super) fn of(template: &'a Template) -> Self {
        let mut lists: Vec<&[String]> = Vec::new();
        for input in template.forms.iter().flat_map(|form| &form.columns) {
            if let Accepts::OneOf(values) = &input.accepts
                && !lists.contains(&values.as_slice())
            {
                lists.push(values);
            }
        }
        Lists { lists }
    }

    /// `Lists!$B$1:$B$8`.
    pub(super) fn place(&self, values: &[String]) -> String {
        let column = self.lists.iter().position(|list| *list == values).unwrap_or_default();
        let letters = column_letters(column as u32);
        format!("{LISTS}!${letters}$1:${letters}${}", values.len())
    }

    pub(super) fn write(&self, worksheet: &mut Worksheet) -> Result<(), XlsxError> {
        worksheet.set_name(LISTS)?.set_hidden(true);
        for (column, values) in self.lists.iter().enumerate() {
            for (row, value) in values.iter().enumerate() {
                text::write(worksheet, row as u32, column as u16, value, None)?;
            }
        }
        Ok(())
    }
}
