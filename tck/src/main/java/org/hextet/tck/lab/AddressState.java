package org.hextet.tck.lab;

/** How far the kernel is with an IPv6 address of an interface (RFC 4862, section 5.4). */
public enum AddressState {
    /** It asks whether another host has it; until it knows, the address cannot be bound. */
    TENTATIVE,
    /** Another host has it; it cannot be bound, and stays so until it is removed. */
    DUPLICATE,
    /** It can be used. */
    USABLE,
    /** The interface does not have it. */
    ABSENT
}
