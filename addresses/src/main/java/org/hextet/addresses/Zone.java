package org.hextet.addresses;

/**
 * A zone of this host: an interface, by name and by index (RFC 4007, section 11.2).
 *
 * @param name the interface's name, not empty
 * @param index the interface's index, from 1: what the kernel calls the scope id
 */
public record Zone(String name, int index) {

    /**
     * Checks the two parts.
     *
     * @param name the interface's name
     * @param index the interface's index
     * @throws IllegalArgumentException if the name is empty or the index is below 1
     */
    public Zone {
        if (name.isEmpty() || index < 1) {
            throw new IllegalArgumentException(
                    "zone \"" + name + "\" (" + index + "): a zone has a name and an index from 1");
        }
    }

    /**
     * Name and index, as error messages list them.
     *
     * @return for example {@code eth0 (2)}
     */
    @Override
    public String toString() {
        return name + " (" + index + ")";
    }
}
