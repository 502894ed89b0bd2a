package dev.ebb.sweeping.actions;

import java.util.List;

/** Tells whoever listens on the bus what is asked for, and what came of it. */
public interface Announcer {

    /**
     * Tells all of them; one that was told before is the same event again.
     *
     * @throws NotAnnouncedException if some were not taken; others may have been
     */
    void announce(List<Announcement> announcements);

    /** Some announcements were not taken. */
    final class NotAnnouncedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final boolean passing;

        /** @param passing whether the same may succeed later */
        public NotAnnouncedException(String message, boolean passing, Throwable cause) {
            super(message, cause);
            this.passing = passing;
        }

        /** Likewise, with nothing beneath it. */
        public NotAnnouncedException(String message, boolean passing) {
            super(message);
            this.passing = passing;
        }

        /** Whether the same may succeed later. */
        public boolean isPassing() {
            return passing;
        }
    }
}
