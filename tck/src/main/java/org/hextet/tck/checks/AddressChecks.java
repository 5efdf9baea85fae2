package org.hextet.tck.checks;

import static org.hextet.tck.Level.MUST;
import static org.hextet.tck.Scope.HOUSE;

import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.tck.Check;
import org.hextet.tck.Rig;

/** Text to address and back, zones, what is refused before any packet. */
final class AddressChecks {

    @Check(
            id = "ADR-013",
            level = MUST,
            scope = HOUSE,
            source = "RFC 5952, section 6",
            because = "brackets belong to a host with a port; whoever writes them where none is asked must learn it",
            lookAt = "the first character that the literal parser sees")
    void a_bare_literal_in_brackets_is_refused_and_told_to_drop_them(Rig rig) throws Exception {
        AddressSyntaxException refusal = rig.expectThrown(
                AddressSyntaxException.class, "parsing \"[::1]\"", () -> AddressText.parse("[::1]"));

        rig.expectWords("the refusal", refusal, "[::1]", "bracket");
    }
}
