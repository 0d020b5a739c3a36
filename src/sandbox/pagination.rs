//! Pages: `?page_no=1&per_page=500`, described by `X-Total-Count` and `Link`.

use super::http::Request;
use super::methods::Answer;
use serde_json::Value;

/// Keeps only the requested page of the answer's list, and returns the headers that describe the other pages.
pub(super) fn cut(answer: &mut Answer, request: &Request) -> Vec<(&'static str, String)> {
    let Some(Value::Array(records)) = answer.pages.and_then(|path| list(&mut answer.result, path)) else {
        return Vec::new();
    };
    let asked = |name| request.query(name).and_then(|text| text.parse::<usize>().ok());
    let total = records.len();
    let per_page = asked("per_page").unwrap_or(500).clamp(5, 1000);
    let page = asked("page_no").unwrap_or(1).max(1);
    let last = total.div_ceil(per_page).max(1);
    let first = (page - 1).saturating_mul(per_page).min(total);
    records.drain(..first);
    records.truncate(per_page);

    let link = |to, rel| format!("<{}?page_no={to}&per_page={per_page}>; rel=\"{rel}\"", request.path);
    let mut links = vec![link(1, "first"), link(last, "last")];
    if page > 1 {
        links.push(link(page - 1, "prev"));
    }
    if page < last {
        links.push(link(page + 1, "next"));
    }
    vec![("x-total-count", total.to_string()), ("link", links.join(", "))]
}

fn list<'a>(result: &'a mut Value, path: &[&str]) -> Option<&'a mut Value> {
    path.iter().try_fold(result, |inside, name| inside.get_mut(name))
}
