package dev.ebb.metering.json;

import java.util.Optional;

/** The types that Ebb understands, and what each is about. */
enum EventType {
    CREATED("dev.ebb.deployment.created", About.DEPLOYMENT),
    UPDATED("dev.ebb.deployment.updated", About.DEPLOYMENT),
    DELETED("dev.ebb.deployment.deleted", About.DEPLOYMENT),
    STARTING("dev.ebb.replica.starting", About.REPLICA),
    READY("dev.ebb.replica.ready", About.REPLICA),
    ALIVE("dev.ebb.replica.alive", About.REPLICA),
    STOPPED("dev.ebb.replica.stopped", About.REPLICA),
    SERVED("dev.ebb.requests.served", About.DEPLOYMENT),
    REJECTED("dev.ebb.requests.rejected", About.DEPLOYMENT),
    REPORTED("dev.ebb.activity.reported", About.ACCOUNT),
    TOKENS("dev.ebb.tokens.used", About.ACCOUNT),
    VOIDED("dev.ebb.usage.voided", About.ACCOUNT),
    /** All types that begin so. */
    OWN("dev.ebb.action.", About.ANYTHING);

    /** Which subjects a type has. */
    enum About {
        ACCOUNT("accounts/{account}"),
        DEPLOYMENT("accounts/{account}/deployments/{deployment}"),
        REPLICA("accounts/{account}/deployments/{deployment}/replicas/{replica}"),
        ANYTHING("accounts/{account}, or a deployment or replica in it");

        private final String form;

        About(String form) {
            this.form = form;
        }

        /** The subject's form, for people. */
        String form() {
            return form;
        }

        boolean fits(Subject subject) {
            return this == ANYTHING
                    || switch (subject) {
                        case Subject.OfAccount ignored -> this == ACCOUNT;
                        case Subject.OfDeployment ignored -> this == DEPLOYMENT;
                        case Subject.OfReplica ignored -> this == REPLICA;
                    };
        }
    }

    private final String type;
    private final About about;

    EventType(String type, About about) {
        this.type = type;
        this.about = about;
    }

    About about() {
        return about;
    }

    /** The CloudEvents {@code type}. */
    String type() {
        return type;
    }

    static Optional<EventType> of(String text) {
        if (text.startsWith(OWN.type)) {
            return Optional.of(OWN);
        }
        for (EventType type : values()) {
            if (type != OWN && type.type.equals(text)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
