// One page of messages, as window.MESSAGES tells them.
import { createRoot } from "react-dom/client";
import { Message } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import "./page.css";

const drawn = window.MESSAGES.map(({ name, picture, person, blocks, people }, place) => (
  <div key={place} className={person ? "person" : "app"}>
    <Message theme="light" name={name} logo={picture} time={new Date(window.NOON)} blocks={blocks} data={{ users: people }} />
  </div>
));
createRoot(document.getElementById("page")).render(drawn);
