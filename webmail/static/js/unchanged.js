// A remark that is true as long as the words of a field are those with which the page came.
export function unchanged(remark) {
  const field = remark.closest("form").elements.namedItem(remark.dataset.field);
  const show = () => (remark.hidden = field.value !== field.defaultValue);
  field.addEventListener("input", show);
  show();
}
