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
 * once, or one that is given. Every amount is cut down to the minor unit below it; what is then missing from the total
 * goes, a minor unit each, to those that lost most, and among equals to the first.
 *
 * <p>So each amount differs from its exact one by less than a minor unit, and those that were whole stay as they were.
 *
 * @param total what the amounts add up to
 * @param shares in the order in which the amounts were given
 */
public record Allotment(BigDecimal total, List<Share> shares) {

    /**
     * What became of one amount.
     *
     * @param floor the minor unit at or below it
     * @param lost what it lost by being cut down to that: 0 or more, less than a minor unit
     * @param rank its place among all, from 1, by what they lost
     * @param raised whether it got a minor unit of what was missing
     * @param amount {@code floor}, and a minor unit more if it was raised
     */
    public record Share(Fraction exact, BigDecimal floor, Fraction lost, int rank, boolean raised, BigDecimal amount) {}

    private record Cut(int index, Fraction exact, BigDecimal floor, Fraction lost) {}

    /** Copies the shares. */
    public Allotment {
        shares = List.copyOf(shares);
    }

    /**
     * Rounds amounts.
     *
     * @param exact in the order of the lines
     * @param minorUnits decimals of the currency, 0 or more
     */
    public static Allotment of(List<Fraction> exact, int minorUnits) {
        return of(exact, minorUnits, Fraction.sum(exact).rounded(minorUnits, RoundingMode.HALF_UP));
    }

    /**
     * Rounds amounts to a total that is given: that of a line, when these are its parts.
     *
     * @param total the exact sum, rounded down or up to a minor unit
     * @throws IllegalArgumentException if it is further from the exact sum: the amounts could not add up to it
     */
    public static Allotment of(List<Fraction> exact, int minorUnits, BigDecimal total) {
        Fraction sum = Fraction.sum(exact);
        if (total.compareTo(sum.rounded(minorUnits, RoundingMode.FLOOR)) < 0
                || total.compareTo(sum.rounded(minorUnits, RoundingMode.CEILING)) > 0) {
            throw new IllegalArgumentException(
                    "total: must be " + sum + " rounded to a minor unit, is " + total.toPlainString());
        }
        List<Cut> cuts = new ArrayList<>(exact.size());
        BigDecimal missing = total;
        for (Fraction amount : exact) {
            BigDecimal floor = amount.rounded(minorUnits, RoundingMode.FLOOR);
            cuts.add(new Cut(cuts.size(), amount, floor, amount.minus(Fraction.of(floor))));
            missing = missing.subtract(floor);
        }
        cuts.sort(Comparator.comparing(Cut::lost, Comparator.reverseOrder()));
        int raised = missing.setScale(minorUnits, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .intValueExact();
        BigDecimal unit = new BigDecimal(BigInteger.ONE, minorUnits);
        Share[] shares = new Share[exact.size()];
        IntStream.range(0, shares.length).forEach(rank -> {
            Cut cut = cuts.get(rank);
            boolean more = rank < raised;
            BigDecimal amount = more ? cut.floor().add(unit) : cut.floor();
            shares[cut.index()] = new Share(cut.exact(), cut.floor(), cut.lost(), rank + 1, more, amount);
        });
        return new Allotment(total, List.of(shares));
    }

    /** The rounded amounts, in the order in which they were given. */
    public List<BigDecimal> amounts() {
        return shares.stream().map(Share::amount).toList();
    }

    /** What the exact amounts add up to. */
    public Fraction exactTotal() {
        return Fraction.sum(shares.stream().map(Share::exact).toList());
    }
}
