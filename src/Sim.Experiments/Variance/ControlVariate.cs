using System.Globalization;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using Sim.Experiments.Analysis;

namespace Sim.Experiments.Variance;

/// <summary>Control variates: replications that happened to draw more than the law's mean are corrected by what that cost them.</summary>
/// <remarks>
/// The metric is regressed on q controls whose expectations are known; the estimate is the regression at those expectations, with half-width
/// t(n - q - 1) s √(1/n + (c̄ - μ)' S⁻¹ (c̄ - μ)) and S the controls' sums of squares about their means. Exact when metric and controls are
/// jointly normal. Estimating the q coefficients costs a factor (n - 2)/(n - q - 2) of variance, which useless controls do not earn back.
/// Sources: Lavenberg and Welch, Management Science 27(3), 1981; Nelson, Operations Research 38(6), 1990; Law, 5th ed., section 11.4.
/// </remarks>
public static class ControlVariate
{
    /// <summary>Spread below this share of the mean, or left by the controls before it, is rounding.</summary>
    private const double LeastIndependence = 1e-10;

    /// <summary>The controlled mean.</summary>
    /// <param name="values">The metric, one finite value a replication, at least q + 3.</param>
    /// <param name="controls">q controls, 1 or more, each with as many values.</param>
    /// <param name="knownMeans">The controls' expectations, from theory and not from the sample.</param>
    /// <param name="confidence">Between 0 and 1.</param>
    /// <exception cref="ArgumentException">
    /// Different lengths, too few replications, a value that is not finite, a control that does not vary or is a mixture of others, or a
    /// confidence outside (0, 1).
    /// </exception>
    public static ControlledMean Of(
        IReadOnlyList<double> values, IReadOnlyList<IReadOnlyList<double>> controls, IReadOnlyList<double> knownMeans, double confidence)
    {
        var plain = StudentInterval.Of(values, confidence);
        var (n, q) = (values.Count, controls.Count);
        if (q == 0) throw Wrong($"a controlled mean needs a control");
        if (knownMeans.Count != q) throw Wrong($"{q} controls need as many known means; got {knownMeans.Count}");
        if (n < q + 3) throw Wrong($"{q} controls need {q + 3} replications or more, because their coefficients are estimated too; got {n}");
        foreach (var control in controls)
        {
            if (control.Count != n) throw Wrong($"a control needs a value for each of the {n} replications; got {control.Count}");
            StudentInterval.DemandUsable(control);
        }

        if (knownMeans.Any(mean => !double.IsFinite(mean))) throw Wrong($"a known mean is not finite");
        var means = Vector<double>.Build.Dense(q, c => controls[c].Average());
        var centred = Matrix<double>.Build.Dense(n, q, (r, c) => controls[c][r] - means[c]);
        DemandIndependent(centred, means);
        var metric = Vector<double>.Build.Dense(n, r => values[r] - plain.Estimate);
        var decomposition = centred.QR();
        var coefficients = decomposition.Solve(metric);
        var residual = metric - (centred * coefficients);
        var away = means - Vector<double>.Build.DenseOfEnumerable(knownMeans);

        // a' S⁻¹ a with S = R'R is the squared length of R'⁻¹ a.
        var scaled = decomposition.R.Transpose().Solve(away);
        var deviation = Math.Sqrt(residual.DotProduct(residual) / (n - q - 1));
        var half = StudentT.InvCDF(0, 1, n - q - 1, (1 + confidence) / 2) * deviation * Math.Sqrt((1.0 / n) + scaled.DotProduct(scaled));
        return new ControlledMean(new Interval(plain.Estimate - coefficients.DotProduct(away), half, confidence, n), plain, [.. coefficients]);
    }

    private static void DemandIndependent(Matrix<double> centred, Vector<double> means)
    {
        var unit = centred.Clone();
        for (var c = 0; c < centred.ColumnCount; c++)
        {
            var length = centred.Column(c).L2Norm();
            if (length <= LeastIndependence * Math.Abs(means[c]) * Math.Sqrt(centred.RowCount)) throw Wrong($"control {c} does not vary, so that it explains nothing");
            unit.SetColumn(c, centred.Column(c) / length);
        }

        var corners = unit.QR().R.Diagonal();
        for (var c = 0; c < corners.Count; c++)
        {
            if (Math.Abs(corners[c]) < LeastIndependence) throw Wrong($"control {c} is a mixture of those before it");
        }
    }

    private static ArgumentException Wrong(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture), (string?)null);
}
