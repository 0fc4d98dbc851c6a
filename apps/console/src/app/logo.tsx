import icon from './icon.svg';
import './logo.css';

export function Logo() {
  return (
    <span className="logo">
      <img src={icon} alt="" width="24" height="24" />
      Sendstream
    </span>
  );
}
