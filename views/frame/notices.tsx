import { Status } from '../components/status.js';

/** What the scripts of a page may have to say. It comes along with each page, for then nobody can be asked. */
export const Notices = () => (
  <template id="no-answer">
    <Status kind="danger" title="This site can’t be reached">
      <p>Check your connection, and try again in a moment.</p>
    </Status>
  </template>
);
