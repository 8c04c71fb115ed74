// The organiser's words as those who wait see them.
import css from './message.module.css';

export function Message({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <figure className={css.message}>
      <figcaption>{title}</figcaption>
      <blockquote>{text}</blockquote>
    </figure>
  );
}
