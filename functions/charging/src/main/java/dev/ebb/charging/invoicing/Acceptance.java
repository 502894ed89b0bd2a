package dev.ebb.charging.invoicing;

import java.time.YearMonth;

/** A person's word that a period's statement becomes an invoice although it is incomplete. */
record Acceptance(YearMonth month, String reason) {}
