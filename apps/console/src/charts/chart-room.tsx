import './chart.css';

/** Where a chart will be. */
export const ChartRoom = () => <div className="chart-room" />;
