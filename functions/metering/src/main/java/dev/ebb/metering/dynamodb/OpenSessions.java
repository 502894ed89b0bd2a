package dev.ebb.metering.dynamodb;

/** Attributes of the items that say which replicas are open. */
final class OpenSessions {

    /** Where the session ends provisionally, because the replica fell silent. */
    static final String LOST_AT = "lostAt";

    private OpenSessions() {}
}
