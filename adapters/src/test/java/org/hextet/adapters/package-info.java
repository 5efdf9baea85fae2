@NullMarked
package org.hextet.adapters;

import org.jspecify.annotations.NullMarked;
