package org.hextet.addresses;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import org.hextet.addresses.SourceAddress.Property;

/** A source address as the vectors write it: {@code 2001:db8::1/48!deprecated}. */
final class SourceText {

    private SourceText() {}

    static SourceAddress parse(String text) {
        String[] parts = text.split("!", -1);
        String[] prefix = parts[0].split("/", -1);
        SourceAddress plain = SourceAddress.of(address(prefix[0]));
        EnumSet<Property> properties = EnumSet.noneOf(Property.class);
        for (int i = 1; i < parts.length; i++) {
            properties.add(property(parts[i]));
        }
        return new SourceAddress(
                plain.address(), prefix.length == 1 ? plain.prefixLength() : length(prefix[0], prefix[1]), properties);
    }

    static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress(Zones.of(List.of()));
    }

    /** The JDK folds mapped addresses to IPv4. */
    private static int length(String address, String length) {
        return Integer.parseInt(length) - (AddressText.parse(address).isMapped() ? 96 : 0);
    }

    private static Property property(String flag) {
        return switch (flag) {
            case "deprecated" -> Property.DEPRECATED;
            case "home" -> Property.HOME;
            case "careof" -> Property.CARE_OF;
            case "temporary" -> Property.TEMPORARY;
            case "tunnel" -> Property.TUNNEL;
            case "other-if" -> Property.OTHER_INTERFACE;
            case "next-hop" -> Property.NEXT_HOP;
            default -> throw new IllegalStateException("flag " + flag);
        };
    }
}
