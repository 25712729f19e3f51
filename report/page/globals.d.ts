/** The inlined build defines it before the page's scripts run. */
declare const echarts: typeof import('echarts');
