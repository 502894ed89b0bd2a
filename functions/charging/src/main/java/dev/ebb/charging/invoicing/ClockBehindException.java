package dev.ebb.charging.invoicing;

import dev.ebb.charging.Period;
import java.time.Instant;

/** A clock tells a time before the end of a period that is invoiced already, so no open period holds it. */
public final class ClockBehindException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param last the last period that is invoiced */
    public ClockBehindException(Instant now, Period last) {
        super("the clock says " + now + ", but the account is invoiced until " + last.to() + " already (" + last.month()
                + "): set the clock of this machine right");
    }
}
