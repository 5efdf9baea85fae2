package org.hextet.resolver.dnsjava;

import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * What a name server is asked. Two are equal without regard to the case of the name.
 *
 * @param name absolute
 * @param type of {@link Type}
 */
record Question(Name name, int type) {

    @Override
    public String toString() {
        return name + " " + Type.string(type);
    }
}
