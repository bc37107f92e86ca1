namespace Sim.Core.Random;

/// <summary>A number of xoshiro256 steps as a polynomial over GF(2): x^n modulo the characteristic polynomial of one step.</summary>
/// <remarks>
/// The step is linear in the 256 bits of state, so n steps are the sum of those powers of it whose coefficient is set (Cayley-Hamilton). Source: Haramoto, Matsumoto,
/// Nishimura, Panneton and L'Ecuyer, "Efficient jump ahead for F2-linear random number generators", INFORMS J. on Computing 20(3), 2008. The characteristic polynomial was
/// found by Berlekamp-Massey from 512 output bits; a test demands that it gives the jump constants published with the generator.
/// </remarks>
/// <param name="C0">Coefficients of x^0 .. x^63.</param>
/// <param name="C1">Coefficients of x^64 .. x^127.</param>
/// <param name="C2">Coefficients of x^128 .. x^191.</param>
/// <param name="C3">Coefficients of x^192 .. x^255.</param>
internal readonly record struct StepPolynomial(ulong C0, ulong C1, ulong C2, ulong C3)
{
    private static readonly StepPolynomial Characteristic = new(0x9d116f2bb0f0f001, 0x0280002bcefd1a5e, 0x04b4edcf26259f85, 0x0003c03c3f3ecb19);

    /// <summary>No step.</summary>
    public static StepPolynomial None { get; } = new(1, 0, 0, 0);

    /// <summary>One step.</summary>
    public static StepPolynomial One { get; } = new(2, 0, 0, 0);

    /// <summary>2^128 steps: the distance between substreams.</summary>
    public static StepPolynomial Substream { get; } = DoublingsOfOne(128);

    /// <summary>This many steps, repeated.</summary>
    /// <param name="times">How often.</param>
    public StepPolynomial Repeated(ulong times)
    {
        var (result, power) = (None, this);
        for (; times != 0; times >>= 1)
        {
            if ((times & 1) != 0) result = result.Times(power);
            power = power.Times(power);
        }

        return result;
    }

    /// <summary>Whether the coefficient of x^<paramref name="power"/> is set.</summary>
    /// <param name="power">0 .. 255.</param>
    public bool Has(int power) => ((power >> 6) switch { 0 => C0, 1 => C1, 2 => C2, _ => C3 } >> (power & 63) & 1) != 0;

    private static StepPolynomial DoublingsOfOne(int times)
    {
        var result = One;
        for (var i = 0; i < times; i++) result = result.Times(result);
        return result;
    }

    private StepPolynomial Times(StepPolynomial other)
    {
        var result = default(StepPolynomial);
        for (var power = 255; power >= 0; power--)
        {
            result = result.TimesX();
            if (other.Has(power)) result = result.Plus(this);
        }

        return result;
    }

    private StepPolynomial TimesX()
    {
        var shifted = new StepPolynomial(C0 << 1, (C1 << 1) | (C0 >> 63), (C2 << 1) | (C1 >> 63), (C3 << 1) | (C2 >> 63));
        return C3 >> 63 == 0 ? shifted : shifted.Plus(Characteristic);
    }

    private StepPolynomial Plus(StepPolynomial other) => new(C0 ^ other.C0, C1 ^ other.C1, C2 ^ other.C2, C3 ^ other.C3);
}
