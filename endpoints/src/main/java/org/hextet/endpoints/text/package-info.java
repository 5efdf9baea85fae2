/**
 * The text of endpoint URIs: taken apart with the place of every piece, so that an error can point at the character;
 * and the text of {@link org.hextet.api.StreamOptions}, {@link org.hextet.api.DatagramOptions} and policies in them,
 * both ways.
 */
@NullMarked
package org.hextet.endpoints.text;

import org.jspecify.annotations.NullMarked;
