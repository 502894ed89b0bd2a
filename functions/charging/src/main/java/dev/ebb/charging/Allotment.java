package dev.ebb.charging;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Exact amounts, rounded so that they add up. The total is the exact sum, rounded half up (away from zero if negative)
 * once. Every amount is cut down to the minor unit below it; what is then missing from the total goes, a minor unit each,
 * to those that lost most, and among equals to the first.
 *
 * <p>So each amount differs from its exact one by less than a minor unit, and those that were whole stay as they were.
 *
 * @param total what the amounts add up to
 * @param amounts in the order in which they were given
 */
public record Allotment(BigDecimal total, List<BigDecimal> amounts) {

    private record Cut(int index, Fraction lost) {}

    /**
     * Rounds amounts.
     *
     * @param exact in the order of the lines
     * @param minorUnits decimals of the currency, 0 or more
     */
    public static Allotment of(List<Fraction> exact, int minorUnits) {
        Fraction sum = exact.stream().reduce(Fraction.ZERO, Fraction::plus);
        BigDecimal total = sum.rounded(minorUnits, RoundingMode.HALF_UP);
        List<BigDecimal> amounts = new ArrayList<>(exact.size());
        List<Cut> cuts = new ArrayList<>(exact.size());
        BigDecimal missing = total;
        for (Fraction amount : exact) {
            BigDecimal floor = amount.rounded(minorUnits, RoundingMode.FLOOR);
            cuts.add(new Cut(amounts.size(), amount.minus(Fraction.of(floor))));
            amounts.add(floor);
            missing = missing.subtract(floor);
        }
        cuts.sort(Comparator.comparing(Cut::lost, Comparator.reverseOrder()));
        BigDecimal unit = new BigDecimal(BigInteger.ONE, minorUnits);
        IntStream.range(0, missing.unscaledValue().intValueExact())
                .map(i -> cuts.get(i).index())
                .forEach(index -> amounts.set(index, amounts.get(index).add(unit)));
        return new Allotment(total, List.copyOf(amounts));
    }
}
