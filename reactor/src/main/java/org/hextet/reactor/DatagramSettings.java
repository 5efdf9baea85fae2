package org.hextet.reactor;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.reactor.driver.DatagramSetup;

/**
 * What a datagram port is opened with, on this provider.
 *
 * @param local where, in the form to use
 * @param options as the user gave them
 * @param facts those of them that the driver tells
 * @param isMulticast whether it may join groups
 * @param filtersGroups whether datagrams of groups are told apart here, by their destination and interface
 * @param socketOptions those to set
 */
record DatagramSettings(
        InetSocketAddress local,
        DatagramOptions options,
        Set<DatagramFact> facts,
        boolean isMulticast,
        boolean filtersGroups,
        Map<SocketOption<?>, Object> socketOptions) {

    static DatagramSettings of(
            InetSocketAddress local,
            DatagramOptions options,
            boolean isMulticast,
            Capabilities capabilities,
            OptionRules rules) {
        Set<DatagramFact> facts = EnumSet.noneOf(DatagramFact.class);
        for (DatagramFact fact : options.facts()) {
            if (capabilities.has(fact.capability())) {
                facts.add(fact);
            }
        }
        boolean filters = isMulticast && capabilities.has(Capability.PACKET_INFO);
        if (filters) {
            facts.add(DatagramFact.DESTINATION);
        }
        return new DatagramSettings(
                local, options, facts, isMulticast, filters, rules.forDatagrams(options.socketOptions()));
    }

    boolean isInet6Only() {
        return Boolean.TRUE.equals(socketOptions.get(NetworkSocketOptions.IPV6_V6ONLY));
    }

    DatagramSetup setup() {
        return new DatagramSetup(options.receiveLimit(), facts, isMulticast, socketOptions);
    }
}
