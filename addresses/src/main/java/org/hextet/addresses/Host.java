package org.hextet.addresses;

import org.jspecify.annotations.Nullable;

/** What stands where a host is asked: an address, a name to look up, or every local interface. */
public sealed interface Host permits Host.Literal, Host.Name, Host.Any {

    /**
     * Reads a host that stands alone, without port and brackets: {@code 2001:db8::1}, {@code example.org}, {@code *}.
     * Text with a colon is an address or an error, never a name; so is text whose last label is a number.
     *
     * @param text the whole text
     * @return the host; nothing is looked up
     * @throws AddressSyntaxException if it is neither address nor name; points at the character
     */
    static Host parse(String text) {
        if (text.indexOf(':') >= 0 || text.startsWith("[")) {
            return new Literal(AddressText.parse(text));
        }
        return HostPortParser.bareHost(text, 0, text.length());
    }

    /**
     * An address.
     *
     * @param address the address, with its zone if it has one
     */
    record Literal(IpAddress address) implements Host {

        /**
         * The address without brackets.
         *
         * @return canonical text
         */
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * A name, which a resolver may know. Two names are equal if their ASCII forms are: case does not count, a final dot
     * does.
     *
     * @param name the name as it was given, for messages
     */
    record Name(String name) implements Host {

        /**
         * Checks the name.
         *
         * @param name the name
         * @throws AddressSyntaxException if it is no host name by RFC 1123, section 2.1 (underscores are let through),
         *     or if it ends in a number and so would be an IPv4 address
         */
        public Name {
            if (NameText.endsInNumber(name, 0, name.length())) {
                throw new AddressSyntaxException(
                        name,
                        0,
                        "number as last label",
                        "it would be an IPv4 address; names end in a label with a letter");
            }
            NameText.ascii(name, 0, name.length());
        }

        /**
         * The name as it is asked of the DNS and compared: lower case, other scripts as A-labels (RFC 3490, by
         * {@link java.net.IDN}).
         *
         * @return ASCII letters, digits, hyphens, underscores and dots; a final dot is kept
         */
        public String asciiName() {
            return NameText.ascii(name, 0, name.length());
        }

        @Override
        @SuppressWarnings("exports") // JSpecify is wanted at compile time only
        public boolean equals(@Nullable Object other) {
            return other instanceof Name that && asciiName().equals(that.asciiName());
        }

        @Override
        public int hashCode() {
            return asciiName().hashCode();
        }

        /**
         * The name as it was given.
         *
         * @return the name
         */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Every local interface, of both families: {@code *}. */
    record Any() implements Host {

        /**
         * The text of it.
         *
         * @return {@code *}
         */
        @Override
        public String toString() {
            return "*";
        }
    }
}
