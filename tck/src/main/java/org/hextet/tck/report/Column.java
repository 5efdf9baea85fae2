package org.hextet.tck.report;

import org.hextet.tck.CheckResult;
import org.hextet.tck.ProviderFacts;

/**
 * Whose results stand below one another.
 *
 * @param kind {@link ProviderFacts#TRANSPORT}, {@link ProviderFacts#RESOLVER} or {@value #HOUSE}
 * @param name the provider's; {@value #HOUSE} for what all share
 */
record Column(String kind, String name) {

    static final String HOUSE = "house";

    static Column of(CheckResult result) {
        return switch (result.row().scope()) {
            case HOUSE -> new Column(HOUSE, HOUSE);
            case TRANSPORT -> new Column(ProviderFacts.TRANSPORT, result.transport());
            case RESOLVER, RESOLVER_ON_EACH_TRANSPORT -> new Column(ProviderFacts.RESOLVER, result.resolver());
        };
    }

    /** House first, then transports, then resolvers. */
    int place() {
        return switch (kind) {
            case HOUSE -> 0;
            case ProviderFacts.TRANSPORT -> 1;
            default -> 2;
        };
    }
}
