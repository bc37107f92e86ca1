using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Sim.Calibration.Cpu;

/// <summary>Ordinary least squares, with half widths of Student intervals.</summary>
/// <param name="Values">The coefficients.</param>
/// <param name="HalfWidths">Of their 90 % intervals.</param>
/// <param name="Squares">What is left, squared and summed.</param>
internal sealed record LeastSquares(double[] Values, double[] HalfWidths, double Squares)
{
    public const double Confidence = 0.90;

    public static LeastSquares Solve(IEnumerable<double[]> rows, IReadOnlyList<double> target)
    {
        var matrix = Matrix<double>.Build.DenseOfRowArrays(rows);
        var vector = Vector<double>.Build.DenseOfEnumerable(target);
        var normal = matrix.TransposeThisAndMultiply(matrix);
        var inverse = normal.PseudoInverse();
        var values = inverse * matrix.TransposeThisAndMultiply(vector);
        var degrees = Math.Max(1, matrix.RowCount - matrix.ColumnCount);
        var squares = (vector - (matrix * values)).PointwisePower(2).Sum();
        var variance = squares / degrees;
        var t = StudentT.InvCDF(0, 1, degrees, (1 + Confidence) / 2);
        return new([.. values], [.. inverse.Diagonal().Select(element => t * Math.Sqrt(variance * Math.Max(0, element)))], squares);
    }
}
