package dev.ebb.charging.budgets;

/**
 * An alert as it is sent, and sent again.
 *
 * @param alertId the same whenever this alert is sent, so that who gets it twice can tell
 * @param budget what it is for, and its amount
 * @param threshold a percentage, or {@code forecast}
 * @param subject one line of at most 100 printable ASCII characters
 * @param text for people
 * @param json for programs
 */
public record AlertMessage(
        String alertId, String account, String budget, String threshold, String subject, String text, String json) {}
