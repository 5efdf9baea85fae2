package org.hextet.policies;

import java.net.StandardProtocolFamily;

/**
 * Whose turn it is (RFC 8305, section 4): the first group belongs to the leading family, then the families alternate. A
 * value.
 *
 * @param next the family whose turn it is
 * @param firstGroup how many of the first group may still follow
 */
record Turns(StandardProtocolFamily next, int firstGroup) {

    /** The turns that are left when an address of this family has been taken, be it its turn or not. */
    Turns after(StandardProtocolFamily taken, StandardProtocolFamily leading) {
        return taken == leading && firstGroup > 1
                ? new Turns(leading, firstGroup - 1)
                : new Turns(IpFamily.other(taken), 0);
    }
}
