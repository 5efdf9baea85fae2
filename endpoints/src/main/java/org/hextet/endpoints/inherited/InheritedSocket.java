package org.hextet.endpoints.inherited;

/**
 * A socket that was handed down.
 *
 * @param name what the service manager calls it
 * @param descriptor its number in this process
 */
public record InheritedSocket(String name, int descriptor) {}
