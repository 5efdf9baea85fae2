package org.hextet.adapters.lookup.program;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What a JVM answers for some names: a line each. */
public final class PrintLookups {

    private PrintLookups() {}

    public static void main(String[] names) {
        for (String name : names) {
            String found;
            try {
                found = Arrays.stream(InetAddress.getAllByName(name))
                        .map(InetAddress::toString)
                        .collect(Collectors.joining(" "));
            } catch (UnknownHostException unknown) {
                found = name + " is unknown";
            }
            System.out.println(found);
        }
    }
}
