package org.hextet.endpoints.race;

import org.hextet.policies.Answer;

/**
 * What lookups of addresses are for.
 *
 * @param service its number for the policy
 * @param target the name that is looked up; empty for the name that the connect is to
 */
record Asked(int service, String target) {

    static final Asked NAME_ITSELF = new Asked(Answer.NAME_ITSELF, "");

    boolean isNameItself() {
        return service == Answer.NAME_ITSELF;
    }
}
